import type { Actor, Facts, Head, Slot, Stance, Thing, TradeFacts } from './facts';

/** The grade of data that nobody delivers. */
const core = 2;
const unmade: TradeFacts = { state: 'NONE', revision: 0, slips: {}, clearing: 'NONE' };

/** Returns the visible state of a thing, stored or computed, and its revision. */
export function showHead(facts: Facts, thing: Thing): Head | undefined {
  const head = facts[thing];
  return head && { state: stateOf(facts, thing), revision: head.revision };
}

function stateOf(facts: Facts, thing: Thing): string {
  if (thing === 'listing') return showListing(facts);
  if (thing === 'authorisation') return showAuthorisation(facts);
  return thing === 'trade' ? showTrade(facts) : facts[thing]!.state;
}

/** Returns the visible state of a listing. */
export function showListing(facts: Facts): string {
  const { state, suspenders, isByOrder } = facts.listing!;
  return ['LISTED', 'SUPERSEDED', 'DELISTED'].includes(state) && !isByOrder && suspenders.length > 0 ? 'SUSPENDED' : state;
}

/** Returns whether access to a listing can be requested: it is LISTED and not suspended. */
export function isOpen(facts: Facts): boolean {
  return facts.listing !== undefined && showListing(facts) === 'LISTED';
}

/** The organisations around an authorisation. */
export const everySlot: readonly Slot[] = ['provider', 'operator', 'authority'];

/** Returns whether an actor speaks for an organisation around an authorisation. */
export function isSlot(actor: Actor): actor is Slot {
  return everySlot.some((slot) => slot === actor);
}

/** Returns the organisations that must approve; the authority for public or important data. */
export function mustApprove(facts: Facts): readonly Slot[] {
  return isPublicData(facts) || facts.listing?.grade === 1 ? everySlot : ['provider', 'operator'];
}

/** Returns the state of a stance under the present terms: an approval of other terms does not count. */
function countStance(round: number, stance: Stance): Stance['state'] {
  return stance.state === 'APPROVED' && stance.round !== round ? 'PENDING' : stance.state;
}

function hasApproved(round: number, stance: Stance): boolean {
  return stance.round === round && (stance.state === 'SUSPENDED' ? stance.before : stance.state) === 'APPROVED';
}

/** Returns whether an organisation said nothing of its own about the present terms. */
function isSilent(round: number, stance: Stance): boolean {
  return countStance(round, stance.state === 'SUSPENDED' ? { ...stance, state: stance.before ?? 'PENDING' } : stance) === 'PENDING';
}

/** Returns whether the operator's standing approval stands for the operator: of general data, on terms that the provider listed or offered. */
function isBacked({ authorisation, listing }: Facts, slot: Slot): boolean {
  const { round, state, stances, rests } = authorisation!;
  const covers = (rests === 'newest' || rests === 'earlier') && listing?.grade === 0 && !(state === 'REQUESTED' && round > 0);
  return slot === 'operator' && covers && isSilent(round, stances[slot]!);
}

/** Returns whether an ACTIVE authorisation waits for an organisation, because its standing approval does not stand for it any more. */
export function isInterrupted(facts: Facts, slot: Slot): boolean {
  const { round, state, stances, rests } = facts.authorisation!;
  return slot === 'operator' && state === 'ACTIVE' && rests !== undefined && isSilent(round, stances[slot]!) && !isBacked(facts, slot);
}

/** Returns the visible state of an authorisation, without counting its slots. */
function showAuthorisation(facts: Facts): string {
  const { state, round, stances } = facts.authorisation!;
  const said = Object.values(stances).map((stance: Stance) => countStance(round, stance));
  if (said.includes('REVOKED')) return 'REVOKED';
  if (['SURRENDERED', 'WITHDRAWN'].includes(state)) return state;
  if (said.includes('REJECTED')) return 'REJECTED';
  const isGranted = state !== 'OFFERED' && mustApprove(facts).every((slot) => hasApproved(round, stances[slot]!) || isBacked(facts, slot));
  if (state !== 'ACTIVE' && !isGranted) return isPartApproved(facts, said) ? 'PART_APPROVED' : state;
  return said.includes('SUSPENDED') || isInterrupted(facts, 'operator') ? 'SUSPENDED' : showRunning(state);
}

function showRunning(state: string): string {
  return state === 'ACTIVE' ? state : 'GRANTED';
}

function isPartApproved(facts: Facts, said: readonly Stance['state'][]): boolean {
  return said.includes('APPROVED') || (facts.authorisation!.state !== 'OFFERED' && isBacked(facts, 'operator'));
}

/** Returns whether an organisation gives no approval in the present epoch of the grade. */
export function isBehind(facts: Facts, slot: Slot): boolean {
  const { round, stances } = facts.authorisation!;
  const stance = stances[slot]!;
  return hasApproved(round, stance) ? stance.epoch < (facts.listing?.epoch ?? 1) : !isBacked(facts, slot);
}

/** Returns whether the data is public, because a public body holds it. */
export function isPublicData({ kind }: Facts): boolean {
  return kind.holder !== undefined;
}

/** Returns whether the resource of the listing is registered, if it has one. */
export function isRegistered({ kind, resource }: Facts): boolean {
  return kind.holder === undefined || resource?.state === 'REGISTERED';
}

/** Returns whether the mandate of the listing holds, if it has one. */
export function isMandated({ kind, mandate }: Facts): boolean {
  return !kind.isMandated || mandate?.state === 'GRANTED';
}

/** Returns whether an authorisation is in one of these states. */
export function isInState(facts: Facts, states: readonly string[]): boolean {
  return facts.authorisation !== undefined && states.includes(showAuthorisation(facts));
}

/** Returns whether every required stance was taken in the present epoch of the grade. */
function isCurrent(facts: Facts): boolean {
  return mustApprove(facts).every((slot) => !isBehind(facts, slot));
}

/** Returns the visible state of a trade. */
export function showTrade({ kind, trade = unmade }: Facts): string {
  const { state, clearing } = trade;
  if (clearing === 'SETTLED' || clearing === 'REFUNDED') return clearing;
  if (state === 'DELIVERED' && kind.trade !== 'sale') return 'SETTLED';
  if (state !== 'ORDERED') return state;
  if (clearing === 'FUNDED') return 'FUNDED';
  return kind.trade === 'sale' && isPriced(kind, trade) ? 'PRICED' : 'ORDERED';
}

/** Returns whether the price is public, or both sides gave the same one. */
function isPriced({ isPublic }: Facts['kind'], { slips }: TradeFacts): boolean {
  return isPublic ?? (slips.provider !== undefined && slips.provider === slips.buyer);
}

/** Returns whether a trade permits the activation of its authorisation. */
export function isReady(facts: Facts): boolean {
  return facts.trade !== undefined && showTrade(facts) === (facts.kind.trade === 'sale' ? 'FUNDED' : 'ORDERED');
}

/** Returns the slip of the amount due: the one that was agreed or funded, 0 for a public charge, `undefined` if nothing is paid. */
export function findAmountDue({ kind, trade: { slips, funded } = unmade }: Facts): number | undefined {
  if (kind.trade !== 'sale') return undefined;
  return kind.isPublic ? 0 : (funded ?? slips.provider);
}

/** Returns whether an authorisation is ACTIVE and its money was not returned. */
export function isInUse(facts: Facts): boolean {
  return isInState(facts, ['ACTIVE']) && facts.trade?.clearing !== 'REFUNDED';
}

/** Returns whether data may flow: nothing stops the authorisation, the listing, its resource or its grade. */
export function mayFlow(facts: Facts): boolean {
  const { kind, listing, resource } = facts;
  if (!isInUse(facts) || kind.isEarly || !listing) return false;
  const isStopped = listing.suspenders.length > 0 || listing.isByOrder || listing.grade === core;
  return !isStopped && resource?.state !== 'CANCELLED' && isCurrent(facts);
}
