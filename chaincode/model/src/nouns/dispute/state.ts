import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import { endWait, type Periods } from '../exchange/period';
import type { DisputeRecord, DisputeState, Outcome } from './records';
import { disputeWaits } from './waits';

/** A state, and when it ends by itself if it does. */
export interface DisputeStanding {
  readonly state: DisputeState;
  readonly endsAt?: string;
}

/**
 * Computes the state of a dispute at an instant. A first ruling is FINAL when its appeal period ends, or the ruling period after an appeal
 * that no other arbiter heard, and a second one at once; without a ruling it is UNRULED after the ruling period, which begins again when the authority
 * appoints an arbiter.
 */
export function computeDisputeStanding(dispute: Recorded<DisputeRecord>, exchange: Periods, at: string): DisputeStanding {
  const { state, rulings } = dispute;
  if (state === 'ENFORCED' || state === 'WITHDRAWN') return { state };
  if (rulings.length > 1) return { state: 'FINAL' };
  const endsAt = findEnd(dispute, exchange);
  if (at < endsAt) return { state, endsAt };
  return { state: rulings.length === 0 ? disputeWaits.OPEN.end : disputeWaits.RULING.end };
}

/**
 * Returns the outcome that a dispute has for the money at an instant: of the newest ruling, once it is final. If nobody ruled in time, what
 * was never served is refunded.
 */
export function findFinalOutcome(
  dispute: Recorded<DisputeRecord>,
  { exchange, isServed, at }: { readonly exchange: Periods; readonly isServed: boolean; readonly at: string },
): Outcome | undefined {
  const { state, rulings } = dispute;
  const isFinal = rulings.length > 1 || findEnd(dispute, exchange) <= at;
  if (!isFinal || state === 'WITHDRAWN') return undefined;
  return rulings.length === 0 && !isServed ? 'refund' : rulings.at(-1)?.outcome;
}

/** Returns when a dispute without a second ruling ends by itself. */
function findEnd(dispute: Recorded<DisputeRecord>, exchange: Periods): string {
  const appealedAt = findChange(dispute, 'appeal')?.at;
  if (appealedAt !== undefined) return endWait(exchange, disputeWaits['EVIDENCE, on appeal'], appealedAt);
  const ruledAt = findChange(dispute, 'rule')?.at;
  if (ruledAt !== undefined) return endWait(exchange, disputeWaits.RULING, ruledAt);
  const appointedAt = listSaid(dispute).findLast(({ change }) => change.action === 'appoint')?.change.at;
  if (appointedAt !== undefined) return endWait(exchange, disputeWaits['OPEN, appointed'], appointedAt);
  return endWait(exchange, disputeWaits.OPEN, findChange(dispute, 'open')?.at ?? dispute.change.at);
}
