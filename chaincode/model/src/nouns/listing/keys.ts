import { makeKey, padNumber } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type {
  AttestationRecord,
  DesignationRecord,
  GradeRecord,
  HeldNoticeRecord,
  ListingPointer,
  ListingRecord,
  ObjectionRecord,
} from './records';

/** The keys of listings and of what is said of them. */
export const listingKeys = {
  listing: (id: string) => makeKey<ListingPointer>('listing', id),
  listingVersion: (id: string, version: number) => makeKey<ListingRecord>('listing-version', id, padNumber(version)),
  authoritative: (theme: string, adcode: string) => makeKey<DesignationRecord>('authoritative', theme, adcode),
  attestation: (id: string, version: number) => makeKey<AttestationRecord>('attestation', id, padNumber(version)),
  objection: (id: string, version: number, participant: string) =>
    makeKey<ObjectionRecord>('objection', id, padNumber(version), participant),
  heldNotice: (id: string, version: number, noticed: number) =>
    makeKey<HeldNoticeRecord>('held-notice', id, padNumber(version), padNumber(noticed)),
  grade: (id: string) => makeKey<GradeRecord>('grade', id),
} as const;

/** Makes the index keys by which lists find and filter. */
export const listingIndexes = {
  listingsOf: (provider: string, ...id: string[]) => makeKey<IndexEntry>('listing-by-provider', provider, ...id),
} as const;

/** The prefix of all listings. */
export const listListingKeys = () => makeKey('listing');
/** The prefix of all objections to a listing version. */
export const listObjectionKeys = (id: string, version: number) => makeKey<ObjectionRecord>('objection', id, padNumber(version));
/** Names a listing version in the key of a stance, which has one attribute for what it judges. */
export const makeVersionId = (id: string, version: number) => `${id}@${String(version)}`;
