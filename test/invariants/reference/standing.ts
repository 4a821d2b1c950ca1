import type { Facts, Head, Slot, Thing, TradeFacts, Word } from './facts';

/** The grade of data that no one delivers. */
const core = 2;
const unmade: TradeFacts = { state: 'NONE', revision: 0, slips: {}, clearing: 'NONE' };

/** How a thing shows: its state, written or computed, and its revision. */
export function shows(facts: Facts, thing: Thing): Head | undefined {
  const head = facts[thing];
  return head && { state: stateOf(facts, thing), revision: head.revision };
}

function stateOf(facts: Facts, thing: Thing): string {
  if (thing === 'listing') return listingShows(facts);
  if (thing === 'authorisation') return authorisationShows(facts);
  return thing === 'trade' ? tradeShows(facts) : facts[thing]!.state;
}

/** The state of a listing as it shows. */
export function listingShows(facts: Facts): string {
  const { state, suspenders, isByOrder } = facts.listing!;
  return ['LISTED', 'SUPERSEDED', 'DELISTED'].includes(state) && !isByOrder && suspenders.length > 0 ? 'SUSPENDED' : state;
}

/** Says whether a listing can be asked for: LISTED, and nobody suspends it. */
export function isOpen(facts: Facts): boolean {
  return facts.listing !== undefined && listingShows(facts) === 'LISTED';
}

/** The places around an authorisation. */
export const everySlot: readonly Slot[] = ['provider', 'operator', 'authority'];

/** Who must approve: the authority too where the data are public, or important as they are graded now. */
export function mustApprove(facts: Facts): readonly Slot[] {
  return isPublicData(facts) || facts.listing?.grade === 1 ? everySlot : ['provider', 'operator'];
}

/** A word as it counts upon the terms that now stand: an approval of others is none. */
function upon(round: number, word: Word): Word['state'] {
  return word.state === 'APPROVED' && word.round !== round ? 'PENDING' : word.state;
}

function hasApproved(round: number, word: Word): boolean {
  return word.round === round && (word.state === 'SUSPENDED' ? word.before : word.state) === 'APPROVED';
}

/** The state of an authorisation as it shows; whether its slots are used up, only who counts them can say. */
export function authorisationShows(facts: Facts): string {
  const { state, round, words } = facts.authorisation!;
  const said = Object.values(words).map((word: Word) => upon(round, word));
  if (said.includes('REVOKED')) return 'REVOKED';
  if (['SURRENDERED', 'WITHDRAWN'].includes(state)) return state;
  if (said.includes('REJECTED')) return 'REJECTED';
  const isGranted = state !== 'OFFERED' && mustApprove(facts).every((slot) => hasApproved(round, words[slot]!));
  if (state !== 'ACTIVE' && !isGranted) return said.includes('APPROVED') ? 'PART_APPROVED' : state;
  const running = state === 'ACTIVE' ? 'ACTIVE' : 'GRANTED';
  return said.includes('SUSPENDED') ? 'SUSPENDED' : running;
}

/** Says whether a word is not yet an approval in the current epoch of the grade. */
export function isBehind({ authorisation, listing }: Facts, word: Word): boolean {
  return !hasApproved(authorisation!.round, word) || word.epoch < (listing?.epoch ?? 1);
}

/** What a public body holds is public data. */
export function isPublicData({ kind }: Facts): boolean {
  return kind.holder !== undefined;
}

/** Says whether the resource that it is of is registered, where it is of one. */
export function isRegistered({ kind, resource }: Facts): boolean {
  return kind.holder === undefined || resource?.state === 'REGISTERED';
}

/** Says whether the mandate under which it is listed holds, where it is under one. */
export function isMandated({ kind, mandate }: Facts): boolean {
  return !kind.isMandated || mandate?.state === 'GRANTED';
}

/** Says whether an authorisation stands in one of some states. */
export function stands(facts: Facts, states: readonly string[]): boolean {
  return facts.authorisation !== undefined && states.includes(authorisationShows(facts));
}

/** Says whether every word that is asked for was given in the current epoch of the grade. */
export function isCurrent(facts: Facts): boolean {
  return mustApprove(facts).every((slot) => !isBehind(facts, facts.authorisation!.words[slot]!));
}

/** The state of a trade as it shows. */
export function tradeShows({ kind, trade: { state, clearing, slips } = unmade }: Facts): string {
  if (clearing === 'SETTLED' || clearing === 'REFUNDED') return clearing;
  if (state !== 'ORDERED') return state;
  if (clearing === 'FUNDED') return 'FUNDED';
  const isAgreed = slips.provider !== undefined && slips.provider === slips.buyer;
  return kind.trade === 'sale' && (kind.isPublic ?? isAgreed) ? 'PRICED' : 'ORDERED';
}

/** Says whether a trade lets its authorisation be activated. */
export function isReady(facts: Facts): boolean {
  return facts.trade !== undefined && tradeShows(facts) === (facts.kind.trade === 'sale' ? 'FUNDED' : 'ORDERED');
}

/** What must be named of the money: the slip that was agreed or funded, 0 where the charge is public, nothing where nothing is paid. */
export function amountDue({ kind, trade: { slips, funded } = unmade }: Facts): number | undefined {
  if (kind.trade !== 'sale') return undefined;
  return kind.isPublic ? 0 : (funded ?? slips.provider);
}

/** Says whether an authorisation is in use: ACTIVE, and the money was not given back. */
export function isInUse(facts: Facts): boolean {
  return stands(facts, ['ACTIVE']) && facts.trade?.clearing !== 'REFUNDED';
}

/** Says whether data may flow: nothing stops the authorisation, the listing, its resource or its grade. */
export function flows(facts: Facts): boolean {
  const { kind, listing, resource } = facts;
  if (!isInUse(facts) || kind.isEarly || !listing) return false;
  const isStopped = listing.suspenders.length > 0 || listing.isByOrder || listing.grade === core;
  return !isStopped && resource?.state !== 'CANCELLED' && isCurrent(facts);
}
