import { schemaVersion, type Recorded } from './record';

type Upgrade = (record: Recorded<object>) => Recorded<object>;

/** What a record of an older schema lacks, by the version that it is of and its key’s type. Where nothing is said, nothing changed. */
const upgrades: Readonly<Record<number, Readonly<Record<string, Upgrade>>>> = {
  // Version 2: a delivery says in which mode its data come.
  1: { delivery: (record) => ({ mode: 'download', ...record }) },
};

/** A record as this code knows it: brought up from the version that it was written in, step by step. It is written anew only with its next change. */
export function upgraded(type: string, record: Recorded<object>): Recorded<object> {
  let current = record;
  for (let version = record.schema; version < schemaVersion; version += 1) {
    current = { ...(upgrades[version]?.[type]?.(current) ?? current), schema: version + 1 };
  }
  return current;
}
