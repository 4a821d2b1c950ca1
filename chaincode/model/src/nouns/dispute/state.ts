import type { Recorded } from '../../kernel/record';
import { addHours } from '../../kernel/time';
import { listSaid } from '../../kernel/trail';
import { getPeriod, type Periods } from '../exchange/period';
import type { DisputeRecord, DisputeState, Outcome } from './records';

/** A state, and when it ends by itself if it does. */
export interface DisputeStanding {
  readonly state: DisputeState;
  readonly endsAt?: string;
}

/**
 * Computes the state of a dispute at an instant. A first ruling is FINAL when its appeal period ends, or the ruling period after an appeal
 * that no other arbiter heard; a second one at once.
 */
export function computeDisputeStanding(dispute: Recorded<DisputeRecord>, exchange: Periods, at: string): DisputeStanding {
  const { state, rulings } = dispute;
  if (state === 'ENFORCED' || state === 'WITHDRAWN' || rulings.length === 0) return { state };
  if (rulings.length > 1) return { state: 'FINAL' };
  const endsAt = findAppealEnd(dispute, exchange);
  return at < endsAt ? { state, endsAt } : { state: 'FINAL' };
}

/** Returns the outcome that a dispute has for the money at an instant: of the newest ruling, once it is final. */
export function findFinalOutcome(dispute: Recorded<DisputeRecord>, exchange: Periods, at: string): Outcome | undefined {
  const { state, rulings } = dispute;
  const isFinal = rulings.length > 1 || (rulings.length === 1 && findAppealEnd(dispute, exchange) <= at);
  return isFinal && state !== 'WITHDRAWN' ? rulings.at(-1)?.outcome : undefined;
}

/** Returns when a first ruling becomes final, unless another arbiter rules before. */
function findAppealEnd(dispute: Recorded<DisputeRecord>, exchange: Periods): string {
  const appealedAt = findAt(dispute, 'appeal');
  if (appealedAt !== undefined) return addHours(appealedAt, getPeriod(exchange, 'rulingPeriodHours', appealedAt));
  const ruledAt = findAt(dispute, 'rule') ?? dispute.change.at;
  return addHours(ruledAt, getPeriod(exchange, 'appealPeriodHours', ruledAt));
}

function findAt(dispute: Recorded<DisputeRecord>, action: string): string | undefined {
  return listSaid(dispute).find(({ change }) => change.action === action)?.change.at;
}
