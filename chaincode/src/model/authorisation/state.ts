import type { Recorded } from '../record';
import { stanceUpon, type StanceRecord, type StanceSlot } from '../stance';
import { hoursAfter } from '../time';
import type { AuthorisationRecord, AuthorisationState } from './records';

/** A stance with its slot. */
export interface SlottedStance {
  readonly slot: StanceSlot;
  readonly stance: Recorded<StanceRecord>;
}

/** What an authorisation’s state follows from. */
export interface AuthorisationFacts {
  readonly head: AuthorisationRecord;
  readonly stances: readonly { readonly stance: StanceRecord }[];
  readonly requestPeriodHours: number;
  /** Slots opened; left out where nobody counted them. */
  readonly slotsUsed?: number;
}

/**
 * The state of an authorisation at an instant: the same in chaincode, gateway and audit. Where several hold, REVOKED comes before
 * SURRENDERED, EXPIRED, EXHAUSTED and SUSPENDED, in that order.
 */
export function authorisationState(facts: AuthorisationFacts, at: string): AuthorisationState {
  const { head } = facts;
  const states = facts.stances.map(({ stance }) => stanceUpon(stance, head.termsHash));
  if (states.includes('REVOKED')) return 'REVOKED';
  if (head.state === 'SURRENDERED' || head.state === 'WITHDRAWN') return head.state;
  if (states.includes('REJECTED')) return 'REJECTED';
  const wasGranted =
    head.state === 'ACTIVE' || (head.state !== 'OFFERED' && states.every((state) => state === 'APPROVED' || state === 'SUSPENDED'));
  return wasGranted ? granted(facts, states, at) : unanswered(facts, states, at);
}

function granted({ head, slotsUsed = 0 }: AuthorisationFacts, states: readonly string[], at: string): AuthorisationState {
  if (head.terms.until <= at) return 'EXPIRED';
  if (slotsUsed >= head.terms.count) return 'EXHAUSTED';
  if (states.includes('SUSPENDED')) return 'SUSPENDED';
  return head.state === 'ACTIVE' ? 'ACTIVE' : 'GRANTED';
}

function unanswered({ head, requestPeriodHours }: AuthorisationFacts, states: readonly string[], at: string): AuthorisationState {
  if (hoursAfter(head.requestedAt, requestPeriodHours) <= at) return 'LAPSED';
  return states.includes('APPROVED') ? 'PART_APPROVED' : head.state;
}
