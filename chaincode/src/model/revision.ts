import type { Details } from './error-table';
import type { Recorded } from './record';

/** Answers both revisions where the caller did not see the newest. */
export function stale(record: Recorded<object>, seenRevision: number): Details | undefined {
  const is = record.change.revision;
  return seenRevision === is ? undefined : { seen: seenRevision, is };
}
