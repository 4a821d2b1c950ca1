import type { Details } from './error-table';
import { isSameHash, type Hash } from './hash';
import type { Recorded } from './record';

/** Answers both revisions where the caller did not see the newest. */
export function stale(record: Recorded<object>, seenRevision: number): Details | undefined {
  const is = record.change.revision;
  return seenRevision === is ? undefined : { seen: seenRevision, is };
}

/** Answers both hashes where the caller judged something else than what stands. */
export function judgedOther(is: Hash, seen: Hash): Details | undefined {
  return isSameHash(is, seen) ? undefined : { seen, is };
}
