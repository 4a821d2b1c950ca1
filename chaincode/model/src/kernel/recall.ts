import type { Recorded } from './record';
import { listValues } from './statement';

/**
 * Returns a record without lists of objects as it was at an instant; `undefined` if it was made later. A long value that was replaced twice
 * stands as its hash.
 */
export function recallAt<T extends object>(record: Recorded<T> | undefined, at: string): Recorded<T> | undefined {
  if (!record || record.change.at <= at) return record;
  const past = listValues(record).filter(({ change }) => change.at <= at);
  const last = past.at(-1);
  if (!last) return undefined;
  const values: object = Object.fromEntries(past.flatMap((each) => Object.entries(each.values)));
  // `as`: the members are those that the same changes set in a record of this type.
  return { ...values, schema: record.schema, state: last.change.to, change: last.change } as Recorded<T>;
}
