import type { Recorded } from '../../kernel/record';
import { addHours, getLatest } from '../../kernel/time';
import { findChange } from '../../kernel/trail';
import type { Terms } from '../authorisation/records';
import { endWait, type Periods } from '../exchange/period';
import type { DeliveryRecord, DeliveryState } from './records';
import { deliveryWaits } from './waits';

/** Everything from which the state of a delivery follows. */
export interface Progress {
  readonly delivery: Recorded<DeliveryRecord>;
  readonly terms: Pick<Terms, 'inspectionHours'>;
  readonly exchange: Periods;
}

/** A state, and when it ends by itself if it does. */
export interface Standing {
  readonly state: DeliveryState;
  readonly endsAt?: string;
}

/**
 * Computes the state of a delivery at an instant. It times out after the delivery period, a feed if no window came for that long; a
 * replaced delivery stays TIMED_OUT.
 */
export function computeStanding(progress: Progress, at: string): Standing {
  const { delivery } = progress;
  const { state } = delivery;
  if (state !== 'OPENED' && state !== 'SERVING' && state !== 'SENT') return { state };
  if (delivery.replacedBy !== undefined) return { state: 'TIMED_OUT' };
  return state === 'SENT'
    ? inspect(progress, state, { from: (findChange(delivery, 'send') ?? delivery.change).at, at })
    : computeRunning(progress, state, at);
}

/** Computes the state of a delivery that has not been sent: a first one that was served is inspected as far as it came. */
function computeRunning(progress: Progress, state: 'OPENED' | 'SERVING', at: string): Standing {
  const { delivery, exchange } = progress;
  const began = getLatest(delivery.openedAt, delivery.feed?.sentAt ?? delivery.openedAt);
  const endsAt = endWait(exchange, deliveryWaits[state], began);
  if (at < endsAt) return { state, endsAt };
  if (state === 'OPENED') return { state: deliveryWaits.OPENED.end };
  return delivery.replaces === undefined ? inspect(progress, deliveryWaits.SERVING.end, { from: endsAt, at }) : { state: 'OBJECTED' };
}

/** Computes the end of the inspection period that began at an instant: without an objection, what was sent is accepted then. */
function inspect(
  { terms, exchange }: Pick<Progress, 'terms' | 'exchange'>,
  state: 'SENT' | 'OVERDUE',
  { from, at }: { readonly from: string; readonly at: string },
): Standing {
  const wait = deliveryWaits[state];
  const endsAt = terms.inspectionHours === undefined ? endWait(exchange, wait, from) : addHours(from, terms.inspectionHours);
  return at < endsAt ? { state, endsAt } : { state: wait.end };
}
