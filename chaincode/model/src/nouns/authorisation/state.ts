import type { Hash } from '../../kernel/hash';
import { hasApproved, findStanceOn, type StanceRecord, type StanceSlot } from '../../kernel/stance';
import { endWait, type Periods } from '../exchange/period';
import type { Approver } from './approvers';
import type { AuthorisationRecord, AuthorisationState } from './records';
import { authorisationWaits } from './waits';

/** A stance with its slot. */
export interface SlottedStance {
  readonly slot: StanceSlot;
  readonly stance: StanceRecord;
  /** The time of its last change; absent if it was deleted. */
  readonly at?: string;
}

/** Everything from which the state of an authorisation follows. */
export interface StateFacts {
  readonly head: AuthorisationRecord;
  /** The hash that a stance on the head's terms names. */
  readonly termsHash: Hash;
  readonly approvers: readonly Approver[];
  readonly stances: readonly SlottedStance[];
}

/**
 * Computes the state of an authorisation at an instant. If several apply, REVOKED comes first, then SURRENDERED, EXPIRED and
 * SUSPENDED; the head alone cannot make it ACTIVE, because provider and buyer can write the head: it needs every approval.
 */
export function computeAuthorisationState(facts: StateFacts, at: string): AuthorisationState {
  const { head, termsHash } = facts;
  const states = facts.stances.map(({ stance }) => findStanceOn(stance, termsHash));
  if (states.includes('REVOKED')) return 'REVOKED';
  if (head.state === 'SURRENDERED' || head.state === 'WITHDRAWN') return head.state;
  if (states.includes('REJECTED')) return 'REJECTED';
  return isGranted(facts) ? computeGrantedState(facts, states, at) : computeOpenState(facts, states, at);
}

function isGranted({ head, termsHash, approvers, stances }: StateFacts): boolean {
  if (head.state === 'OFFERED') return false;
  const needed = approvers.filter(({ isByGrade }) => head.state !== 'ACTIVE' || !isByGrade);
  return needed.every((approver) => findApproval(approver, stances, termsHash) !== undefined);
}

/** Finds the stance by which an organisation approved terms. Another organisation's stance in its slot does not count. */
export function findApproval({ slot, mspId }: Approver, stances: readonly SlottedStance[], termsHash: Hash): StanceRecord | undefined {
  return stances.find((each) => each.slot === slot && each.stance.mspId === mspId && hasApproved(each.stance, termsHash))?.stance;
}

function computeGrantedState({ head }: StateFacts, states: readonly string[], at: string): AuthorisationState {
  if (head.terms.until <= at) return 'EXPIRED';
  if (states.includes('SUSPENDED')) return 'SUSPENDED';
  return head.state === 'ACTIVE' ? 'ACTIVE' : 'GRANTED';
}

function computeOpenState({ head }: StateFacts, states: readonly string[], at: string): AuthorisationState {
  if (head.answerBy <= at) return 'LAPSED';
  if (states.includes('APPROVED')) return 'PART_APPROVED';
  return head.state === 'ACTIVE' ? 'REQUESTED' : head.state;
}

/** Returns until when the other side can answer what is said of the terms now. */
export function answerDeadline(exchange: Periods, at: string): string {
  return endWait(exchange, authorisationWaits.REQUESTED, at);
}
