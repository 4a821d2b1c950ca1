import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { MandateRecord } from './records';

/** Makes the keys of the records, each guarded by its own endorsement policy. */
export const mandateKeys = {
  mandate: (id: string) => makeKey<MandateRecord>('mandate', id),
} as const;

/** Makes the index keys by which lists find and filter. */
export const mandateIndexes = {
  mandatesOf: (grantee: string, ...id: string[]) => makeKey<IndexEntry>('mandate-by-grantee', grantee, ...id),
} as const;

/** The prefix of all mandates. */
export const listMandateKeys = () => makeKey('mandate');
