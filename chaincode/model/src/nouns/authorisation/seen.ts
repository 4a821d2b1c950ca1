import type { Exchange } from '../exchange/records';
import type { Hash } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import type { Actor } from '../../kernel/lifecycle';
import type { Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { shown } from '../../kernel/record';
import { stanceSlots, type StanceRecord, type StanceSlot } from '../../kernel/stance';
import type { Caller } from '../../kernel/transaction';
import { approversOf, type Approver } from './approvers';
import { answerBy, approvalOf, authorisationState, type SlottedStance } from './state';
import type { AuthorisationRecord, AuthorisationState, AuthorisationView } from './records';
import { earlierTermsHashOf, termsHashOf } from './terms';

/** An authorisation as transactions see it. */
export interface SeenAuthorisation {
  readonly authorisation: Recorded<AuthorisationRecord>;
  /** What a stance must name to be upon these terms. */
  readonly termsHash: Hash;
  /** Whose approval it needs, as its listing version is graded now. */
  readonly approvers: readonly Approver[];
  readonly stances: readonly SlottedStance[];
  readonly exchange: Recorded<Exchange>;
  readonly slotsUsed?: number;
  /** The current grade’s epoch of the listing version. */
  readonly epoch: number;
}

/** Reads an authorisation with the stances that count. @throws AUTHORISATION_NOT_FOUND */
export async function seeAuthorisation(reader: Reader, id: string): Promise<SeenAuthorisation> {
  const authorisation = await need(reader, keys.authorisation(id), 'AUTHORISATION_NOT_FOUND');
  const listing = await reader.find(keys.listingVersion(authorisation.listing, authorisation.version));
  const grade = await reader.find(keys.grade(authorisation.listing, authorisation.version));
  const exchange = await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED');
  const approvers = approversOf(listing, grade, exchange);
  return {
    authorisation,
    termsHash: authorisation.contentHash ? termsHashOf(authorisation) : earlierTermsHashOf(authorisation, listing?.contentHash),
    approvers,
    stances: await seeStances(reader, authorisation, approvers),
    epoch: grade?.epoch ?? 1,
    exchange,
  };
}

/** Every slot is looked up, whatever the head names. Whose approval nobody needs has no say before it has said something. */
async function seeStances(reader: Reader, head: AuthorisationRecord, approvers: readonly Approver[]): Promise<readonly SlottedStance[]> {
  const stances: SlottedStance[] = [];
  for (const slot of stanceSlots) {
    const stance = await seeStance(reader, head, slot);
    const isAsked = approvers.some((approver) => approver.slot === slot);
    if (stance && (isAsked || stance.state !== 'PENDING')) stances.push({ slot, stance });
  }
  return stances;
}

/** A stance that must be there and is not was taken away by its own organisation’s peer. */
async function seeStance(reader: Reader, { id, slots }: AuthorisationRecord, slot: StanceSlot): Promise<StanceRecord | undefined> {
  const stance = await reader.find(keys.stance('authorisation', id, slot));
  const named = slots.find((each) => each.slot === slot);
  return stance ?? (named && { mspId: named.mspId, state: 'REVOKED' });
}

/** The state of what was seen, at an instant. */
export function stateOfSeen(seen: SeenAuthorisation, at: string): AuthorisationState {
  const { authorisation: head, exchange, ...facts } = seen;
  return authorisationState({ ...facts, head, requestPeriodHours: exchange.parameters.requestPeriodHours }, at);
}

/** The stance that a caller would take: its own organisation’s, in the slot of its role. The provider’s slot is its provider’s alone. */
export function ownStance({ authorisation, stances }: SeenAuthorisation, caller: Caller): SlottedStance | undefined {
  return stances.find(({ slot, stance }) => {
    if (stance.mspId !== caller.mspId) return false;
    return slot === 'provider' ? authorisation.provider === caller.participantId : caller.roles.includes(slot);
  });
}

/** The slots whose approval is of another epoch of the grade, or not there yet. */
export function slotsBehind({ approvers, stances, termsHash, epoch }: SeenAuthorisation): readonly StanceSlot[] {
  const isBehind = (approver: Approver) => {
    const approval = approvalOf(approver, stances, termsHash);
    return !approval || (approval.epoch ?? 1) !== epoch;
  };
  return approvers.filter(isBehind).map(({ slot }) => slot);
}

/** What a caller is to an authorisation, besides its roles. */
export function relateToAuthorisation(seen: SeenAuthorisation, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (seen.authorisation.provider === caller.participantId) actors.push('object-provider');
  if (seen.authorisation.buyer === caller.participantId) actors.push('object-buyer');
  const own = ownStance(seen, caller);
  if (own) actors.push('object-approver');
  if (own?.stance.state === 'SUSPENDED') actors.push('object-suspender');
  return actors;
}

const partiesAndOverseers: readonly Actor[] = ['object-provider', 'object-buyer', 'operator', 'authority', 'arbiter', 'auditor'];

/** Says whether an authorisation, trade or delivery must look absent: only its parties and those who oversee see it. */
export function isHiddenFrom(is: ReadonlySet<Actor>): boolean {
  return !partiesAndOverseers.some((actor) => is.has(actor));
}

/** An authorisation as it shows, at an instant. */
export function viewAuthorisation(seen: SeenAuthorisation, at: string): AuthorisationView {
  const { id, listing, version, provider, buyer, buyerMspId, terms, requestedAt, round, renews, trade } = seen.authorisation;
  return {
    id,
    listing,
    version,
    provider,
    buyer,
    buyerMspId,
    terms,
    termsHash: seen.termsHash,
    requestedAt,
    answerBy: answerBy(seen.authorisation, seen.exchange.parameters.requestPeriodHours),
    round,
    state: stateOfSeen(seen, at),
    stances: seen.stances.map(({ slot, stance: { mspId, state, filledBy } }) => ({
      slot,
      mspId,
      state,
      ...(filledBy !== undefined && { filledBy }),
    })),
    ...(renews !== undefined && { renews }),
    ...(trade !== undefined && { trade }),
    ...(seen.slotsUsed !== undefined && { slotsUsed: seen.slotsUsed }),
    ...shown(seen.authorisation),
  };
}
