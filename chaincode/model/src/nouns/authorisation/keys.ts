import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { AuthorisationRecord } from './records';

/** Makes the keys of the records, each guarded by its own endorsement policy. */
export const authorisationKeys = {
  authorisation: (id: string) => makeKey<AuthorisationRecord>('authorisation', id),
} as const;

/** Makes the index keys by which lists find and filter. */
export const authorisationIndexes = {
  authorisationsOfBuyer: (buyer: string, ...id: string[]) => makeKey<IndexEntry>('authorisation-by-buyer', buyer, ...id),
  authorisationsOfProvider: (provider: string, ...id: string[]) => makeKey<IndexEntry>('authorisation-by-provider', provider, ...id),
  authorisationsOfListing: (listing: string, ...id: string[]) => makeKey<IndexEntry>('authorisation-by-listing', listing, ...id),
} as const;

/** The prefix of all authorisations. */
export const listAuthorisationKeys = () => makeKey('authorisation');
/** The prefix of an authorisation's slots. Deliveries take them. */
export const listSlotKeys = (authorisation: string) => makeKey('slot', authorisation);
