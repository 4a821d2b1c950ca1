import type { CallContext } from '../../kernel/declare';
import type { Reader } from '../../kernel/reader';
import { declareTransition, optionalWitness } from '../../kernel/transition';
import { checkFlow } from './check-flow';
import { readWithOrder } from './close-delivery';
import { delivery } from './delivery';
import { putServed, type DeliveryWithOrder } from './first-delivered';
import { deliveryKeys } from './keys';
import type { DeliveryRecord } from './records';

/** A delivery with its trade, and whether its provider served the slot before in the same turn. */
export interface ServingFacts extends DeliveryWithOrder {
  readonly wasServed: boolean;
}

/**
 * Records that the bytes of a delivery begin to flow. The statement is about the slot and the turn, so a provider serves each slot at most
 * twice, whatever others do with the slot and its deliveries.
 */
export const ServeDelivery = declareTransition(delivery, {
  name: 'ServeDelivery',
  action: 'serve',
  summary:
    'Records, as the provider, that you begin to serve: a paid delivery needs it before its first byte. Then no money goes back by itself.',
  event: 'DeliveryServing',
  input: optionalWitness,
  isWitnessed: () => true,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, { id }, context) => readServing(reader, id, context),
  checks: {
    ...checkFlow<ServingFacts>(),
    ALREADY_SERVED: ({ facts: { delivery: record, wasServed } }) => (wasServed ? { slot: record.slot, turn: getTurn(record) } : undefined),
  },
  also: ({ facts: { delivery: record, order } }) => ({
    puts: [
      { key: makeServingKey(record), action: 'serve', value: { delivery: record.id, state: 'SERVING' as const } },
      ...putServed(order, record.id),
    ],
  }),
});

async function readServing(reader: Reader, id: string, { caller }: CallContext): Promise<ServingFacts> {
  const facts = await readWithOrder(reader, id);
  const key = makeServingKey(facts.delivery);
  const wasSaid = await reader.hasAnchor(caller.mspId, key, { action: 'serve', round: 1 });
  return { ...facts, wasServed: wasSaid || (await reader.isStored(key)) };
}

function makeServingKey(record: DeliveryRecord) {
  return deliveryKeys.serving(record.authorisation, record.slot, getTurn(record));
}

function getTurn({ replaces }: DeliveryRecord): 1 | 2 {
  return replaces === undefined ? 1 : 2;
}
