import {
  keys,
  type AuthorisationRecord,
  type Exchange,
  type ListingRecord,
  type Recorded,
  type RecordReader,
  type Role,
  type StandingApproval,
  type StanceSlot,
} from '@databund/model';
import { isKindPermitted } from './charge';

/** The standing approvals that an authorisation names, as they are stored, and the roles of its buyer. */
export interface Standings {
  readonly bySlot: Readonly<Partial<Record<StanceSlot, StandingApproval>>>;
  readonly buyerRoles: readonly Role[];
}

/** A use that names standing approvals. */
export interface NamingUse {
  readonly head: Recorded<AuthorisationRecord>;
  readonly listing: ListingRecord;
  readonly grade: { readonly grade: string };
}

const slots = ['provider', 'operator', 'authority'] as const;

/** Reads the standing approvals that the head of an authorisation names. */
export async function readStandings(
  state: RecordReader,
  { buyer, standing = {} }: AuthorisationRecord,
  { organisations }: Exchange,
): Promise<Standings> {
  const bySlot: Partial<Record<StanceSlot, StandingApproval>> = {};
  for (const slot of slots) {
    const found = standing[slot] === undefined ? undefined : await state.find(keys.standing(standing[slot]));
    if (found) bySlot[slot] = found;
  }
  const participant = await state.find(keys.participant(buyer));
  const held: readonly Role[] = organisations.find(({ mspId }) => mspId === participant?.mspId)?.roles ?? [];
  return { bySlot, buyerRoles: participant?.roles.filter((role) => held.includes(role)) ?? [] };
}

/** An organisation that must approve, in its slot. */
interface Covered {
  readonly slot: StanceSlot;
  readonly mspId: string;
}

/**
 * Returns whether a standing approval covers a use of data of grade general for an organisation, apart from what others approve. Like all of
 * `reference`, it uses no decision of the model.
 */
export function isCovering(
  standing: StandingApproval,
  covered: Covered,
  { use, buyerRoles }: { readonly use: NamingUse; readonly buyerRoles: readonly Role[] },
): boolean {
  const isInForce = standing.state === 'GIVEN' && use.grade.grade === 'general' && !isCountered(use.head);
  return isInForce && isGivenFor(standing, covered, use) && isForUse(standing, use) && isForBuyer(standing, use.head, buyerRoles);
}

function isGivenFor({ slot, mspId, givenBy }: StandingApproval, covered: Covered, { listing }: NamingUse): boolean {
  return slot === covered.slot && mspId === covered.mspId && (slot !== 'provider' || givenBy === listing.provider);
}

function isForUse(standing: StandingApproval, { head: { terms }, listing }: NamingUse): boolean {
  const { listings = [listing.id], purposes = [terms.purpose], modes = [terms.mode] } = standing;
  const isListed = listings.includes(listing.id) && purposes.includes(terms.purpose) && modes.includes(terms.mode);
  return isListed && standing.until >= terms.until && (!standing.free || isKindPermitted('free', listing.content, terms));
}

function isForBuyer(
  { givenBy, buyers = {} }: StandingApproval,
  { buyer, buyerMspId }: AuthorisationRecord,
  held: readonly Role[],
): boolean {
  const { organisations = [buyerMspId], participants = [buyer], roles } = buyers;
  const isNamed = organisations.includes(buyerMspId) && participants.includes(buyer);
  return givenBy !== buyer && isNamed && (!roles || roles.some((role) => held.includes(role)));
}

/** Returns whether the terms are the buyer's own answer to an offer, which the provider has not offered since. */
function isCountered({ trail, change }: Recorded<AuthorisationRecord>): boolean {
  const actions = [...(trail?.earlier ?? []).map((each) => each.change.action), change.action];
  return actions.lastIndexOf('counter') > actions.lastIndexOf('offer');
}
