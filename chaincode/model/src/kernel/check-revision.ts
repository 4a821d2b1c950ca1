import type { Details } from './error-table';
import { isSameHash, type Hash } from './hash';
import type { Recorded } from './record';

/** Returns both revisions if the caller did not read the newest one. */
export function checkRevision(record: Recorded<object>, expected: number): Details | undefined {
  const actual = record.change.revision;
  return expected === actual ? undefined : { expected, actual };
}

/** Returns both hashes if the caller judged something other than the current content or terms. */
export function checkJudged(actual: Hash, expected: Hash): Details | undefined {
  return isSameHash(actual, expected) ? undefined : { expected, actual };
}
