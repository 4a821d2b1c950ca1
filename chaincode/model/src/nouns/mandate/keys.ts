import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { MandateRecord } from './records';

/** The keys of mandates. */
export const mandateKeys = {
  mandate: (id: string) => makeKey<MandateRecord>('mandate', id),
} as const;

/** The indexes of mandates. */
export const mandateIndexes = {
  mandatesOf: (grantee: string, ...id: string[]) => makeKey<IndexEntry>('mandate-by-grantee', grantee, ...id),
} as const;

/** The prefix of all mandates. */
export const allMandates = () => makeKey('mandate');
