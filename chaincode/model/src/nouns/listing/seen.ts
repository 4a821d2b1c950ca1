import type { Details } from '../../kernel/error-table';
import type { Exchange } from '../exchange/records';
import type { Hash } from '../../kernel/hash';
import { keys, versionId } from '../../kernel/keys';
import type { Actor } from '../../kernel/lifecycle';
import type { Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import type { ResourceRecord } from '../resource/records';
import { judgedOther } from '../../kernel/revision';
import type { StanceRecord } from '../../kernel/stance';
import { actorsOf, type Caller } from '../../kernel/transaction';
import type { GradeRecord, ListingPointer, ListingRecord, ListingState, WrittenListingState } from './records';

/** The stances upon a listing version; none before it is first submitted. */
export interface ListingStances {
  readonly operator: StanceRecord;
  readonly authority: StanceRecord;
}

/** A listing version as transactions see it. */
export interface SeenListing {
  readonly listing: Recorded<ListingRecord>;
  readonly stances: ListingStances | undefined;
  /** The current grade; none before it is first submitted. */
  readonly grade: Recorded<GradeRecord> | undefined;
  /** The public data resource that it is of, where it is of one. */
  readonly resource: Recorded<ResourceRecord> | undefined;
}

/** Reads one version with its stances. @throws LISTING_NOT_FOUND */
export async function seeListing(reader: Reader, id: string, version: number): Promise<SeenListing> {
  const listing = await need(reader, keys.listingVersion(id, version), 'LISTING_NOT_FOUND');
  const { content, judges } = listing;
  const resource = content.resource === undefined ? undefined : await reader.find(keys.resource(content.resource));
  if (!judges) return { listing, stances: undefined, grade: undefined, resource };
  return {
    listing,
    stances: {
      operator: await seeStance(reader, listing, 'operator', judges.operator),
      authority: await seeStance(reader, listing, 'authority', judges.authority),
    },
    grade: await reader.find(keys.grade(id, version)),
    resource,
  };
}

/** Reads which versions a listing has. @throws LISTING_NOT_FOUND */
export function seePointer(reader: Reader, id: string): Promise<Recorded<ListingPointer>> {
  return need(reader, keys.listing(id), 'LISTING_NOT_FOUND');
}

/** One that must be there and is not was taken away by its own organisation’s peer, which so lets nothing go on. */
async function seeStance(reader: Reader, { id, version }: ListingRecord, slot: keyof ListingStances, mspId: string): Promise<StanceRecord> {
  return (await reader.find(keys.stance('listing', versionId(id, version), slot))) ?? { mspId, state: 'SUSPENDED' };
}

/** Reads the newest version that a caller may see; where it may see none, one that is hidden from it. @throws LISTING_NOT_FOUND */
export async function seeNewest(reader: Reader, { id, newest }: ListingPointer, caller: Caller): Promise<SeenListing> {
  for (let version = newest; version > 1; version -= 1) {
    const seen = await seeListing(reader, id, version);
    if (!isHiddenFrom(seen, caller)) return seen;
  }
  return seeListing(reader, id, 1);
}

/** What the transaction reads. */
export interface SeenForAuthoring extends SeenListing {
  readonly exchange: Recorded<Exchange>;
}

/** Reads a version with the exchange’s parameters. @throws LISTING_NOT_FOUND */
export async function seeForAuthoring(reader: Reader, { id, version }: { id: string; version: number }): Promise<SeenForAuthoring> {
  return { ...(await seeListing(reader, id, version)), exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED') };
}

/** Says whether an organisation suspends a version: whatever has become of it since, until that organisation resumes it. */
export function isSuspended({ stances }: SeenListing): boolean {
  return stances !== undefined && Object.values(stances).some(({ state }: StanceRecord) => state === 'SUSPENDED');
}

/** Says that a version was delisted by order, which stops its deliveries; at its provider’s wish they go on. */
export function isDelistedByOrder({ listing: { delisted } }: SeenListing): boolean {
  return delisted === 'by-order';
}

const goesOn: readonly WrittenListingState[] = ['LISTED', 'SUPERSEDED', 'DELISTED'];

/** The state of a listing version: what is written, or SUSPENDED where an organisation suspends what would be delivered on. */
export function listingState(seen: SeenListing): ListingState {
  const { state } = seen.listing;
  const isDelivered = goesOn.includes(state) && !isDelistedByOrder(seen);
  return isDelivered && isSuspended(seen) ? 'SUSPENDED' : state;
}

/** Says that the data are core data, as they are graded now. */
export function coreData({ grade }: SeenListing): Details | undefined {
  return grade?.grade === 'core' ? {} : undefined;
}

/** Answers both hashes where a caller judged other content than what was submitted; before that there is none to judge. */
export function otherContent({ listing: { contentHash } }: SeenListing, judged: Hash): Details | undefined {
  return contentHash && judgedOther(contentHash, judged);
}

/** What a caller is to a listing version, besides its roles. */
export function relateToListing({ listing, stances }: SeenListing, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (listing.provider === caller.participantId) actors.push('object-provider');
  if (listing.content.audience?.includes(caller.participantId)) actors.push('object-audience');
  const slot = judgingSlot(caller);
  const stance = slot && stances?.[slot];
  if (stance?.mspId === caller.mspId) {
    actors.push('object-approver');
    if (stance.state === 'SUSPENDED') actors.push('object-suspender');
  }
  return actors;
}

/** Says whether a version must look absent to a caller. */
export function isHiddenFrom(seen: SeenListing, caller: Caller): boolean {
  return isHidden(seen, actorsOf(caller, relateToListing(seen, caller)));
}

/** The slot in which a caller judges listings. */
export function judgingSlot({ roles }: Caller): 'operator' | 'authority' | undefined {
  return roles.includes('operator') ? 'operator' : roles.includes('authority') ? 'authority' : undefined;
}

/** Says that a caller would judge its own listing. */
export function judgesItsOwn(is: ReadonlySet<Actor>): Details | undefined {
  return is.has('object-provider') ? {} : undefined;
}

const overseers: readonly Actor[] = ['object-provider', 'operator', 'authority', 'assessor', 'auditor'];

/** Says whether a version must look absent: before its notice only its provider and those who oversee see it, and later only its audience where it names one. */
export function isHidden({ listing }: SeenListing, is: ReadonlySet<Actor>): boolean {
  const isPublic = listing.approvedAt !== undefined && listing.state !== 'DRAFT' && listing.state !== 'IN_REVIEW';
  const isForCaller = listing.content.audience === undefined || is.has('object-audience') || is.has('arbiter');
  return !(isPublic && isForCaller) && !overseers.some((actor) => is.has(actor));
}
