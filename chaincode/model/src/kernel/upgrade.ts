import type { Key } from './key';
import { schemaVersion, type Recorded } from './record';

type Upgrade = (record: Recorded<object>) => Recorded<object>;

/** The changes that bring a record up by one schema version, by that version and the key's type. */
const upgrades: Readonly<Record<number, Readonly<Record<string, Upgrade>>>> = {};

/**
 * Brings a record up to the current schema version, step by step. It is stored in the new form only with its next change;
 * `as`: the key ties itself to the type of its value.
 */
export function upgradeRecord<T>(key: Key<T>, record: Recorded<object>): Recorded<T> {
  let current = record;
  for (let version = record.schema; version < schemaVersion; version += 1) {
    current = { ...(upgrades[version]?.[key.type]?.(current) ?? current), schema: version + 1 };
  }
  return current as Recorded<T>;
}
