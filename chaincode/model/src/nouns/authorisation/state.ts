import type { Hash } from '../../kernel/hash';
import { hasApproved, findStanceOn, isPendingOn, type StanceRecord, type StanceSlot } from '../../kernel/stance';
import { endWait, type Periods } from '../exchange/period';
import type { Approver } from './approvers';
import type { Backing } from './read-backings';
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
  /** The standing approvals that the head names. */
  readonly backings: readonly Backing[];
}

/** Parts of the facts that say who approves. */
type Approvals = Pick<StateFacts, 'termsHash' | 'stances' | 'backings'>;

/**
 * Computes the state of an authorisation at an instant. If several apply, REVOKED comes first, then SURRENDERED, EXPIRED and
 * SUSPENDED; the head alone cannot make it ACTIVE, because provider and buyer can write the head: it needs every approval, and is SUSPENDED
 * while it lacks a standing approval that it had.
 */
export function computeAuthorisationState(facts: StateFacts, at: string): AuthorisationState {
  const { head, termsHash } = facts;
  const states = facts.stances.map(({ stance }) => findStanceOn(stance, termsHash));
  if (states.includes('REVOKED')) return 'REVOKED';
  if (head.state === 'SURRENDERED' || head.state === 'WITHDRAWN') return head.state;
  if (states.includes('REJECTED')) return 'REJECTED';
  const { isGranted, isInterrupted } = judgeApprovals(facts);
  if (!isGranted && !isInterrupted) return computeOpenState(facts, states, at);
  return computeGrantedState(head, isInterrupted ? ['SUSPENDED'] : states, at);
}

/** Judges whether all have approved that must, and if not, whether an ACTIVE use lacks nothing but standing approvals that it had. */
function judgeApprovals(facts: StateFacts): { readonly isGranted: boolean; readonly isInterrupted: boolean } {
  const { head, approvers } = facts;
  const isActive = head.state === 'ACTIVE';
  const missing = approvers.filter((approver) => !(isActive && approver.isByGrade) && !isApproved(approver, facts));
  const isGranted = missing.length === 0 && head.state !== 'OFFERED';
  return { isGranted, isInterrupted: isActive && !isGranted && missing.every((approver) => hasLostBacking(approver, facts)) };
}

function isApproved(approver: Approver, facts: Approvals): boolean {
  return findApproval(approver, facts) !== undefined || findBacking(approver, facts) !== undefined;
}

/** Finds the stance by which an organisation approved terms. Another organisation's stance in its slot does not count. */
export function findApproval(
  { slot, mspId }: Approver,
  { stances, termsHash }: Pick<Approvals, 'stances' | 'termsHash'>,
): StanceRecord | undefined {
  return stances.find((each) => each.slot === slot && each.stance.mspId === mspId && hasApproved(each.stance, termsHash))?.stance;
}

/**
 * Finds the standing approval that counts as an organisation's approval at the current grade: it covers the use, the organisation's own
 * stance says nothing else, and its giver fills no other slot.
 */
export function findBacking(approver: Approver, facts: Approvals): Backing | undefined {
  const named = findNamed(approver, facts);
  if (!named || named.gap) return undefined;
  const isFilling = ({ slot, stance }: SlottedStance) =>
    slot !== approver.slot && stance.filledBy === named.standing?.givenBy && hasApproved(stance, facts.termsHash);
  return facts.stances.some(isFilling) ? undefined : named;
}

/** Returns whether an organisation said nothing of its own about a use, and the standing approval that the head names does not count. */
export function hasLostBacking(approver: Approver, facts: Approvals): boolean {
  return findNamed(approver, facts) !== undefined && findBacking(approver, facts) === undefined;
}

/** Finds the standing approval that the head names for an organisation whose own stance is PENDING. */
function findNamed({ slot, mspId }: Approver, { stances, backings, termsHash }: Approvals): Backing | undefined {
  const own = stances.find((each) => each.slot === slot && each.stance.mspId === mspId)?.stance;
  return own && isPendingOn(own, termsHash) ? backings.find((each) => each.slot === slot) : undefined;
}

function computeGrantedState(head: AuthorisationRecord, states: readonly string[], at: string): AuthorisationState {
  if (head.terms.until <= at) return 'EXPIRED';
  if (states.includes('SUSPENDED')) return 'SUSPENDED';
  return head.state === 'ACTIVE' ? 'ACTIVE' : 'GRANTED';
}

function computeOpenState(facts: StateFacts, states: readonly string[], at: string): AuthorisationState {
  const { head, approvers } = facts;
  if (head.answerBy <= at) return 'LAPSED';
  const isBacked = head.state !== 'OFFERED' && approvers.some((approver) => findBacking(approver, facts) !== undefined);
  if (isBacked || states.includes('APPROVED')) return 'PART_APPROVED';
  return head.state === 'ACTIVE' ? 'REQUESTED' : head.state;
}

/** Returns until when the other side can answer what is said of the terms now. */
export function answerDeadline(exchange: Periods, at: string): string {
  return endWait(exchange, authorisationWaits.REQUESTED, at);
}
