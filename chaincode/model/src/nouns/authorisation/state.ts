import type { Exchange } from '../exchange/records';
import type { Hash } from '../../kernel/hash';
import { hasApproved, stanceUpon, type StanceRecord, type StanceSlot } from '../../kernel/stance';
import { hoursAfter } from '../../kernel/time';
import type { Approver } from './approvers';
import type { AuthorisationRecord, AuthorisationState } from './records';

/** A stance with its slot. */
export interface SlottedStance {
  readonly slot: StanceSlot;
  readonly stance: StanceRecord;
}

/** What an authorisation’s state follows from. */
export interface AuthorisationFacts {
  readonly head: AuthorisationRecord;
  /** What a stance must name to be upon the head’s terms. */
  readonly termsHash: Hash;
  readonly approvers: readonly Approver[];
  readonly stances: readonly SlottedStance[];
  readonly requestPeriodHours: number;
  /** Slots opened; left out where nobody counted them. */
  readonly slotsUsed?: number;
}

/**
 * The state of an authorisation at an instant: the same in chaincode, gateway and audit. Where several hold, REVOKED comes before
 * SURRENDERED, EXPIRED, EXHAUSTED and SUSPENDED, in that order. That it is ACTIVE the head cannot say by itself: provider and buyer could
 * write it, and it holds only upon every approval.
 */
export function authorisationState(facts: AuthorisationFacts, at: string): AuthorisationState {
  const { head, termsHash } = facts;
  const states = facts.stances.map(({ stance }) => stanceUpon(stance, termsHash));
  if (states.includes('REVOKED')) return 'REVOKED';
  if (head.state === 'SURRENDERED' || head.state === 'WITHDRAWN') return head.state;
  if (states.includes('REJECTED')) return 'REJECTED';
  return wasGranted(facts) ? granted(facts, states, at) : unanswered(facts, states, at);
}

function wasGranted({ head, termsHash, approvers, stances }: AuthorisationFacts): boolean {
  if (head.state === 'OFFERED') return false;
  const needed = approvers.filter(({ isByGrade }) => head.state !== 'ACTIVE' || !isByGrade);
  return needed.every((approver) => approvalOf(approver, stances, termsHash) !== undefined);
}

/** The stance by which an organisation has approved terms; another organisation’s in its slot is not its word. */
export function approvalOf({ slot, mspId }: Approver, stances: readonly SlottedStance[], termsHash: Hash): StanceRecord | undefined {
  return stances.find((each) => each.slot === slot && each.stance.mspId === mspId && hasApproved(each.stance, termsHash))?.stance;
}

function granted({ head, slotsUsed = 0 }: AuthorisationFacts, states: readonly string[], at: string): AuthorisationState {
  if (head.terms.until <= at) return 'EXPIRED';
  if (slotsUsed >= head.terms.count) return 'EXHAUSTED';
  if (states.includes('SUSPENDED')) return 'SUSPENDED';
  return head.state === 'ACTIVE' ? 'ACTIVE' : 'GRANTED';
}

function unanswered({ head, requestPeriodHours }: AuthorisationFacts, states: readonly string[], at: string): AuthorisationState {
  if (answerBy(head, requestPeriodHours) <= at) return 'LAPSED';
  if (states.includes('APPROVED')) return 'PART_APPROVED';
  return head.state === 'ACTIVE' ? 'REQUESTED' : head.state;
}

/** Until when the others may answer what is said of the terms now: each new word gives them the whole period. */
export function waitsUntil({ parameters }: Pick<Exchange, 'parameters'>, at: string): string {
  return hoursAfter(at, parameters.requestPeriodHours);
}

/** Until when an answer is waited for: counted from the last that was said of the terms. Heads from before it was written count from the request. */
export function answerBy(head: AuthorisationRecord, requestPeriodHours: number): string {
  return head.answerBy ?? hoursAfter(head.requestedAt, requestPeriodHours);
}
