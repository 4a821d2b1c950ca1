import { Id } from '../../kernel/forms';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { defineNoun } from '../../kernel/noun';
import { showChange } from '../../kernel/record';
import { findStop } from './check-flow';
import { deliveryKeys } from './keys';
import { isPaid, readDelivery, readStanding, relateToDelivery, stateOfDelivery, type DeliveryFacts } from './read-delivery';
import { DeliveryView, deliveryLifecycle, type DeliveryRecord, type DeliveryState } from './records';

/** Parts that all transactions on a delivery share. */
export const delivery = defineNoun<DeliveryFacts, DeliveryRecord>()({
  noun: 'delivery',
  address: { id: Id('dlv') },
  lifecycle: deliveryLifecycle,
  notFound: 'DELIVERY_NOT_FOUND',
  output: DeliveryView,
  read: (reader, { id }) => readDelivery(reader, id),
  relate: relateToDelivery,
  isHidden: (_, actors) => isHiddenFromStrangers(actors),
  head: (facts) => facts.delivery,
  keyOf: ({ id }) => deliveryKeys.delivery(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: stateOfDelivery,
  view: viewDelivery,
});

/** Returns a delivery as callers see it, with whether its bytes may be sent at this instant. */
export function viewDelivery(facts: DeliveryFacts, at: string): DeliveryView {
  const { id, authorisation, trade, listing, version, provider, buyer, slot, mode, openedAt } = facts.delivery;
  const { expected, job, feed, replaces, replacedBy, received, objection } = facts.delivery;
  const { state, endsAt } = readStanding(facts, at);
  return {
    id,
    authorisation,
    trade,
    listing,
    version,
    provider,
    buyer,
    slot,
    mode,
    openedAt,
    ...(expected && { expected }),
    ...(job && { job }),
    ...(feed && { feed }),
    ...(replaces !== undefined && { replaces }),
    ...(replacedBy !== undefined && { replacedBy }),
    ...(received && { received }),
    ...(objection !== undefined && { objection }),
    state,
    ...(endsAt !== undefined && { endsAt }),
    flow: computeFlow(facts, at),
    ...showChange(facts.delivery),
  };
}

/** The states in which bytes may flow. What was accepted can be fetched again, and what was objected to can still be received. */
const flowing: readonly DeliveryState[] = ['OPENED', 'SERVING', 'SENT', 'OVERDUE', 'OBJECTED', 'ACKED', 'ACCEPTED'];

function computeFlow(facts: DeliveryFacts, at: string): DeliveryView['flow'] {
  const { state } = readStanding(facts, at);
  if (!flowing.includes(state)) return { isOpen: false, because: 'DELIVERY_CLOSED', state };
  if (facts.delivery.mode === 'compute') return { isOpen: false, because: 'COMPUTE_ONLY' };
  const stop = findStop(facts, at);
  if (!stop) return { isOpen: true, ...(state === 'OPENED' && isPaid(facts) && { serveFirst: true }) };
  const { state: because } = stop.details;
  return { isOpen: false, because: stop.code, ...(typeof because === 'string' && { state: because }) };
}
