import type { Exchange } from '../exchange/records';
import { keys } from '../keys';
import type { Actor } from '../lifecycle';
import type { Recorded } from '../record';
import { need, type Reader } from '../reader';
import { shown } from '../record';
import type { Caller } from '../transaction';
import { authorisationState, type SlottedStance } from './state';
import type { AuthorisationRecord, AuthorisationState, AuthorisationView } from './records';

/** An authorisation as transactions see it. */
export interface SeenAuthorisation {
  readonly authorisation: Recorded<AuthorisationRecord>;
  readonly stances: readonly SlottedStance[];
  readonly exchange: Recorded<Exchange>;
  readonly slotsUsed?: number;
  /** The current grade’s epoch of the listing version. */
  readonly epoch: number;
}

/** Reads an authorisation with its stances. @throws AUTHORISATION_NOT_FOUND */
export async function seeAuthorisation(reader: Reader, id: string): Promise<SeenAuthorisation> {
  const authorisation = await need(reader, keys.authorisation(id), 'AUTHORISATION_NOT_FOUND');
  const stances: SlottedStance[] = [];
  for (const { slot } of authorisation.slots) {
    stances.push({ slot, stance: await need(reader, keys.stance('authorisation', id, slot), 'AUTHORISATION_NOT_FOUND') });
  }
  const grade = await reader.find(keys.grade(authorisation.listing, authorisation.version));
  return { authorisation, stances, epoch: grade?.epoch ?? 1, exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED') };
}

/** The state of what was seen, at an instant. */
export function stateOfSeen(seen: SeenAuthorisation, at: string): AuthorisationState {
  const { authorisation: head, stances, exchange, slotsUsed } = seen;
  return authorisationState(
    { head, stances, requestPeriodHours: exchange.parameters.requestPeriodHours, ...(slotsUsed !== undefined && { slotsUsed }) },
    at,
  );
}

/** The stance that a caller would take: its own organisation’s, in the slot of its role. The provider’s slot is its provider’s alone. */
export function ownStance({ authorisation, stances }: SeenAuthorisation, caller: Caller): SlottedStance | undefined {
  return stances.find(({ slot, stance }) => {
    if (stance.mspId !== caller.mspId) return false;
    return slot === 'provider' ? authorisation.provider === caller.participantId : caller.roles.includes(slot);
  });
}

/** The slots whose approval is of an earlier epoch of the grade. */
export function slotsBehind({ stances, epoch }: SeenAuthorisation): readonly string[] {
  return stances.filter(({ stance }) => (stance.epoch ?? 1) < epoch).map(({ slot }) => slot);
}

/** What a caller is to an authorisation, besides its roles. */
export function relateToAuthorisation(seen: SeenAuthorisation, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (seen.authorisation.provider === caller.participantId) actors.push('its provider');
  if (seen.authorisation.buyer === caller.participantId) actors.push('its buyer');
  const own = ownStance(seen, caller);
  if (own) actors.push('its approver');
  if (own?.stance.state === 'SUSPENDED') actors.push('its suspender');
  return actors;
}

const partiesAndOverseers: readonly Actor[] = ['its provider', 'its buyer', 'operator', 'authority', 'arbiter', 'auditor'];

/** Says whether an authorisation, trade or delivery must look absent: only its parties and those who oversee see it. */
export function isHiddenFrom(is: ReadonlySet<Actor>): boolean {
  return !partiesAndOverseers.some((actor) => is.has(actor));
}

/** An authorisation as it shows, at an instant. */
export function viewAuthorisation(seen: SeenAuthorisation, at: string): AuthorisationView {
  const { id, listing, version, provider, buyer, buyerMspId, terms, termsHash, requestedAt, round, renews, trade } = seen.authorisation;
  return {
    id,
    listing,
    version,
    provider,
    buyer,
    buyerMspId,
    terms,
    termsHash,
    requestedAt,
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
