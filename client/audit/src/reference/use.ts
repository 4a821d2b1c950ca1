import {
  hashJson,
  isSameHash,
  keys,
  makeVersionId,
  toStateKey,
  type AuthorisationRecord,
  type ClearingRecord,
  type Exchange,
  type GradeRecord,
  type Hash,
  type ListingRecord,
  type Recorded,
  type RecordReader,
  type ResourceRecord,
  type StanceRecord,
  type StanceSlot,
  type StandingApproval,
} from '@databund/model';
import { isPublicData } from './charge';
import { isPermitted } from './offer';
import { isCovering, readStandings, type Standings } from './coverage';

/** The grade of the data now, and the epoch that approvals must name. */
interface CurrentGrade {
  readonly grade: 'general' | 'important' | 'core';
  readonly epoch: number;
}

/** The records that decide whether data may flow under an authorisation. */
export interface Use {
  readonly head: Recorded<AuthorisationRecord>;
  readonly listing: ListingRecord;
  readonly exchange: Exchange;
  readonly grade: CurrentGrade;
  readonly resource: ResourceRecord | undefined;
  readonly clearing: ClearingRecord | undefined;
  /** The stances on the authorisation, by slot. */
  readonly stances: Readonly<Partial<Record<StanceSlot, StanceRecord>>>;
  /** The standing approvals that the head names. */
  readonly standings: Standings;
  /** The stances of operator and authority on the listing; absent ones stop it. */
  readonly reviews: readonly (StanceRecord | undefined)[];
  /** The keys that decide. */
  readonly deciding: readonly string[];
}

const slots = ['provider', 'operator', 'authority'] as const;

/** Reads the records that decide about an authorisation; `undefined` if it or what it is about does not exist. */
export async function readUse(state: RecordReader, id: string): Promise<Use | undefined> {
  const head = await state.find(keys.authorisation(id));
  const listing = head && (await state.find(keys.listingVersion(head.listing, head.version)));
  const exchange = await state.find(keys.exchange());
  return head && listing && exchange && completeUse(state, { head, listing, exchange });
}

async function completeUse(state: RecordReader, agreed: Pick<Use, 'head' | 'listing' | 'exchange'>): Promise<Use> {
  const { id, listing, version, trade } = agreed.head;
  const judged = makeVersionId(listing, version);
  const [gradeKey, ...reviewKeys] = [
    keys.grade(listing),
    keys.stance('listing', judged, 'operator'),
    keys.stance('listing', judged, 'authority'),
  ] as const;
  const { resource: name } = agreed.listing.content;
  const grade = findGrade(agreed.listing, await state.find(gradeKey));
  const resource = name === undefined ? undefined : await state.find(keys.resource(name));
  const deciding = [
    keys.authorisation(id),
    ...listNeeded({ ...agreed, grade }).map(({ slot }) => keys.stance('authorisation', id, slot)),
    keys.listingVersion(listing, version),
    ...reviewKeys,
    gradeKey,
    ...(resource ? [keys.resource(resource.id)] : []),
    ...Object.values(agreed.head.standing ?? {}).map((named) => keys.standing(named)),
  ];
  return {
    ...agreed,
    grade,
    resource,
    clearing: trade === undefined ? undefined : await state.find(keys.clearing(trade)),
    stances: await readStances(state, agreed.head),
    standings: await readStandings(state, agreed.head, agreed.exchange),
    reviews: await Promise.all(reviewKeys.map((key) => state.find(key))),
    deciding: deciding.map(toStateKey),
  };
}

/** Returns the authority's grade of exactly this content, else the highest that was claimed for it or given to the listing. */
function findGrade({ content, contentHash }: ListingRecord, classified: GradeRecord | undefined): CurrentGrade {
  const { grade: given = 'general', epoch = 1, contentHash: judged } = classified ?? {};
  if (judged && isSameHash(judged, contentHash)) return { grade: given, epoch };
  const highest = (['core', 'important'] as const).find((each) => each === given || each === content.grade);
  return { grade: highest ?? 'general', epoch };
}

/** Reads the stances on an authorisation. One that its head names and that is gone was deleted by its owner, which revokes. */
async function readStances(state: RecordReader, { id, slots: named }: AuthorisationRecord): Promise<Use['stances']> {
  const stances: Partial<Record<StanceSlot, StanceRecord>> = {};
  for (const slot of slots) {
    const owner = named.find((each) => each.slot === slot);
    const stance =
      (await state.find(keys.stance('authorisation', id, slot))) ?? (owner && { mspId: owner.mspId, state: 'REVOKED' as const });
    if (stance) stances[slot] = stance;
  }
  return stances;
}

type Judged = Pick<Use, 'head' | 'listing' | 'exchange' | 'grade' | 'stances' | 'standings'>;

/** One organisation that must approve. */
export interface Needed {
  readonly slot: StanceSlot;
  readonly mspId: string;
}

/** Lists the organisations that must approve: the authority for public data, and for important data as long as they are that. */
function listNeeded({ listing, exchange, grade }: Pick<Use, 'listing' | 'exchange' | 'grade'>): readonly Needed[] {
  const isImportant = grade.grade === 'important';
  const always: readonly Needed[] = [
    { slot: 'provider', mspId: listing.mspId },
    { slot: 'operator', mspId: exchange.operatorMspId },
  ];
  return isPublicData(listing.content) || isImportant ? [...always, { slot: 'authority', mspId: exchange.authorityMspId }] : always;
}

/** Hashes what the parties agreed, which every approval names. */
function hashAgreed({ id, listing, version, provider, buyer, contentHash, terms, round }: AuthorisationRecord): Hash {
  return hashJson({ id, listing, version, provider, buyer, contentHash, terms, round });
}

/** Finds the approval of these terms by an organisation; one that it has suspended still counts as given. */
function findApproval({ head, stances }: Judged, { slot, mspId }: Needed): StanceRecord | undefined {
  const stance = stances[slot];
  const given = stance?.state === 'SUSPENDED' ? stance.before : stance?.state;
  return stance?.mspId === mspId && given === 'APPROVED' && isSameHash(stance.judged, hashAgreed(head)) ? stance : undefined;
}

/** Returns whether an organisation's own stance says nothing about these terms, even if it is suspended now. */
function isSilent({ head, stances }: Judged, { slot, mspId }: Needed): boolean {
  const stance = stances[slot];
  const said = stance?.state === 'SUSPENDED' ? (stance.before ?? 'PENDING') : stance?.state;
  return stance?.mspId === mspId && (said === 'PENDING' || (said === 'APPROVED' && !isSameHash(stance.judged, hashAgreed(head))));
}

/** Finds the standing approval that covers a use for an organisation which says nothing else, whatever else its giver fills. */
export function findCovering(use: Judged, needed: Needed): StandingApproval | undefined {
  const { bySlot, buyerRoles } = use.standings;
  const standing = bySlot[needed.slot];
  return standing && isSilent(use, needed) && isCovering(standing, needed, { use, buyerRoles }) ? standing : undefined;
}

/** Returns whether a standing approval counts as the approval of an organisation: it covers the use, and its giver fills no other slot. */
export function isBacked(use: Judged, needed: Needed): boolean {
  const standing = findCovering(use, needed);
  if (!standing) return false;
  const { givenBy } = standing;
  return slots.every((slot) => {
    const stance = use.stances[slot];
    const isFilling = stance !== undefined && stance.filledBy === givenBy && findApproval(use, { slot, mspId: stance.mspId }) !== undefined;
    return slot === needed.slot || (use.standings.bySlot[slot]?.givenBy !== givenBy && !isFilling);
  });
}

/** Returns the slots that have not approved at the current epoch of the grade. */
export function listBehind(use: Judged): readonly StanceSlot[] {
  const { epoch } = use.grade;
  return listNeeded(use)
    .filter((needed) => {
      const approval = findApproval(use, needed);
      return approval ? (approval.epoch ?? 1) !== epoch : !isBacked(use, needed);
    })
    .map(({ slot }) => slot);
}

/** Returns the first reason that stops the use of data at an instant. */
export function findStop(use: Use, at: string): string | undefined {
  const { head, listing, grade, resource } = use;
  const { terms } = head;
  const stops: Readonly<Record<string, boolean>> = {
    AUTHORISATION_NOT_ACTIVE: !isActive(use, at),
    OUTSIDE_WINDOW: at < terms.from || at >= terms.until,
    LISTING_STOPPED: use.reviews.some((review) => !review || review.state === 'SUSPENDED') || listing.delisted === 'by-order',
    CORE_DATA: grade.grade === 'core',
    RESOURCE_CANCELLED: resource?.state === 'CANCELLED',
    GRADE_RAISED: listBehind(use).length > 0,
    TERMS_NOT_PERMITTED: head.round === 0 && !isPermitted(listing.content, { terms, buyer: head.buyer, at }),
  };
  return Object.keys(stops).find((code) => stops[code]);
}

/** Returns whether an authorisation is in use: activated, approved by all that had to, and ended or suspended by none of them. */
function isActive(use: Use, at: string): boolean {
  const { head, listing, clearing, stances } = use;
  const needed = listNeeded(use).filter(({ slot }) => slot !== 'authority' || isPublicData(listing.content));
  const ended = Object.values(stances).some(({ state }) => state === 'REVOKED' || state === 'REJECTED' || state === 'SUSPENDED');
  return (
    head.state === 'ACTIVE' &&
    !ended &&
    at < head.terms.until &&
    clearing?.state !== 'REFUNDED' &&
    needed.every((each) => findApproval(use, each) ?? isBacked(use, each))
  );
}
