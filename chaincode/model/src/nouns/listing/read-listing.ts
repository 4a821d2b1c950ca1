import { isCaller, listActors, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { ExchangeError } from '../../kernel/exchange-error';
import { hashJson, hashOnce, isSameHash, type Hash } from '../../kernel/hash';
import { checkJudged } from '../../kernel/check-revision';
import type { Actor } from '../../kernel/lifecycle';
import { findUnless, need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { makeStanceKey, type StanceRecord } from '../../kernel/stance';
import { exchangeKeys } from '../exchange/keys';
import { resourceKeys } from '../resource/keys';
import type { ResourceRecord } from '../resource/records';
import { listingKeys, makeVersionId } from './keys';
import { findGrade, type CurrentGrade } from './grade';
import type { GradeRecord, ListingPointer, ListingRecord } from './records';

/** The stances on a listing version. They exist from its first submission on. */
export interface ListingStances {
  readonly operator: StanceRecord;
  readonly authority: StanceRecord;
}

/** A listing version as transactions read it. */
export interface ListingFacts {
  readonly listing: Recorded<ListingRecord>;
  readonly stances: ListingStances | undefined;
  /** The current grade. It exists from the first submission on. */
  readonly grade: CurrentGrade | undefined;
  /** The authority's classification of the listing, if the version was submitted. */
  readonly classified: Recorded<GradeRecord> | undefined;
  /** The public data resource that it is part of, if any. */
  readonly resource: Recorded<ResourceRecord> | undefined;
}

/** Reads one version with its stances. @throws LISTING_NOT_FOUND */
export async function readListing(reader: Reader, id: string, version: number): Promise<ListingFacts> {
  return readBeside(reader, await readRecord(reader, id, version));
}

async function readRecord(reader: Reader, id: string, version: number): Promise<Recorded<ListingRecord>> {
  const listing = await need(reader, listingKeys.listingVersion(id, version), 'LISTING_NOT_FOUND');
  if (!isFrozen(listing)) throw new ExchangeError('LISTING_NOT_FOUND');
  return listing;
}

/** Reads what is said about a version beside its record. */
async function readBeside(reader: Reader, listing: Recorded<ListingRecord>): Promise<ListingFacts> {
  const { id, content, judges } = listing;
  const resource = content.resource === undefined ? undefined : await reader.find(resourceKeys.resource(content.resource));
  if (!judges) return { listing, stances: undefined, grade: undefined, classified: undefined, resource };
  const classified = await reader.find(listingKeys.grade(id));
  return {
    listing,
    stances: {
      operator: await readStance(reader, listing, 'operator', judges.operator),
      authority: await readStance(reader, listing, 'authority', judges.authority),
    },
    grade: findGrade(listing, classified),
    classified,
    resource,
  };
}

/** Returns whether the content of a submitted version has the hash that its judges name. */
function isFrozen({ state, content, contentHash }: ListingRecord): boolean {
  return state === 'DRAFT' || isSameHash(contentHash, hashOnce(content, hashJson));
}

/** Reads the pointer to a listing's versions. @throws LISTING_NOT_FOUND */
export function readPointer(reader: Reader, id: string): Promise<Recorded<ListingPointer>> {
  return need(reader, listingKeys.listing(id), 'LISTING_NOT_FOUND');
}

/**
 * Reads a stance. If its own organisation deleted it, or if it names another one, which could not speak then, it stops the listing.
 */
async function readStance(
  reader: Reader,
  { id, version }: ListingRecord,
  slot: keyof ListingStances,
  mspId: string,
): Promise<StanceRecord> {
  const stance = await reader.find(makeStanceKey('listing', makeVersionId(id, version), slot));
  const exchange = await reader.find(exchangeKeys.exchange());
  const holder = (slot === 'operator' ? exchange?.operatorMspId : exchange?.authorityMspId) ?? mspId;
  return stance?.mspId === holder ? stance : { mspId: holder, state: 'SUSPENDED' };
}

/** Reads the newest version that a caller may see; if it may see none, version 1, which is hidden from it. @throws LISTING_NOT_FOUND */
export async function readNewest(reader: Reader, pointer: ListingPointer, caller: Caller): Promise<ListingFacts> {
  return (await findNewest(reader, pointer, caller)) ?? readListing(reader, pointer.id, 1);
}

/**
 * Finds the newest version that a caller may see. Of one that it may not see, or that is not wanted, reads the record alone, because lists
 * meet many of them.
 */
export async function findNewest(
  reader: Reader,
  { id, newest }: ListingPointer,
  caller: Caller,
  isWanted: (listing: ListingRecord) => boolean = () => true,
): Promise<ListingFacts | undefined> {
  for (let version = newest; version >= 1; version -= 1) {
    const listing = await findUnless(readRecord(reader, id, version), 'LISTING_NOT_FOUND');
    if (!listing || isListingHiddenFrom({ listing }, caller)) continue;
    return isWanted(listing) ? readBeside(reader, listing) : undefined;
  }
  return undefined;
}

/** Returns the record of a version that goes back before it is listed: its content may change, so its next notice begins again. */
export function withoutApproval({ listing: { approvedAt: _, listingNumber: __, ...record } }: ListingFacts): ListingRecord {
  return record;
}

/** Returns whether an organisation suspends a version, whatever its state is. A stance that was stopped by its anchor alone is REVOKED. */
export function isSuspended({ stances }: ListingFacts): boolean {
  return stances !== undefined && Object.values(stances).some(({ state }: StanceRecord) => state === 'SUSPENDED' || state === 'REVOKED');
}

/** Returns whether a version was delisted by order, which stops its deliveries. */
export function isDelistedByOrder({ listing: { delisted } }: ListingFacts): boolean {
  return delisted === 'by-order';
}

/** Fails if the data are graded as core data. */
export function checkNotCore({ grade }: ListingFacts): Details | undefined {
  return grade?.grade === 'core' ? {} : undefined;
}

/** Returns both hashes if a caller judged content other than the submitted one. */
export function checkSameContent({ facts, command }: Judging): Details | undefined {
  const { contentHash } = facts.listing;
  return contentHash && checkJudged(contentHash, command.contentHash);
}

interface Judging {
  readonly facts: ListingFacts;
  readonly command: { readonly contentHash: Hash };
}

/** A version of which the stances may not be read. */
type Related = Pick<ListingFacts, 'listing'> & Partial<Pick<ListingFacts, 'stances'>>;

/** Returns what a caller is to a version, apart from its roles. */
export function relateToListing({ listing, stances }: Related, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (isCaller(caller, listing.provider)) actors.push('object-provider');
  if (listing.content.audience?.some((id) => isCaller(caller, id))) actors.push('object-audience');
  const slot = findJudgingSlot(caller);
  const stance = slot && stances?.[slot];
  if (stance?.mspId === caller.mspId) {
    actors.push('object-approver');
    if (stance.state === 'SUSPENDED') actors.push('object-suspender');
  }
  return actors;
}

/** Returns whether a version must look absent to a caller. */
export function isListingHiddenFrom(facts: Pick<ListingFacts, 'listing'>, caller: Caller): boolean {
  return isListingHidden(facts, listActors(caller, relateToListing(facts, caller)));
}

/** Returns the slot in which a caller judges listings. */
export function findJudgingSlot({ roles }: Caller): 'operator' | 'authority' | undefined {
  return roles.includes('operator') ? 'operator' : roles.includes('authority') ? 'authority' : undefined;
}

/** Fails if a caller would judge its own listing. */
export function checkNotProvider(actors: ReadonlySet<Actor>): Details | undefined {
  return actors.has('object-provider') ? {} : undefined;
}

const overseers: readonly Actor[] = ['object-provider', 'operator', 'authority', 'assessor', 'auditor'];

/** Returns whether a version must look absent. Before its notice only its provider and those who oversee see it; later also its audience. */
export function isListingHidden({ listing }: Pick<ListingFacts, 'listing'>, actors: ReadonlySet<Actor>): boolean {
  const isPublic = listing.approvedAt !== undefined && listing.state !== 'DRAFT' && listing.state !== 'IN_REVIEW';
  const isForCaller = listing.content.audience === undefined || actors.has('object-audience') || actors.has('arbiter');
  return !(isPublic && isForCaller) && !overseers.some((actor) => actors.has(actor));
}
