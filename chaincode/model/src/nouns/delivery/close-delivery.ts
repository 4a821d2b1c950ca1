import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Digest, Hash, isSameHash } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import { optionalReason, optionalWitness, declareTransition } from '../../kernel/transition';
import { readTrade } from '../trade/read-trade';
import { checkFlow } from './check-flow';
import { delivery } from './delivery';
import { putDelivered, type DeliveryWithOrder } from './first-delivered';
import { isPaid, readDelivery, type DeliveryFacts } from './read-delivery';
import type { DeliveryRecord } from './records';

export const SendDelivery = declareTransition(delivery, {
  name: 'SendDelivery',
  action: 'send',
  summary: "Records, as the provider, that everything was sent: every file, a feed's last window, or a job's output by its hash.",
  event: 'DeliverySent',
  input: { output: Type.Optional(Hash), ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    INPUT_INVALID: ({ facts, command }) => checkOutput(facts, command.output),
    NOTHING_SENT: ({ facts: { delivery: record } }) => (record.mode === 'feed' && !record.feed ? {} : undefined),
    NOT_SERVING: ({ facts }) => checkServing(facts),
    // Files were checked at every byte. A job's data leave when its output is recorded, so everything is checked then.
    ...checkFlow<DeliveryFacts>((facts, code) => code === 'AUTHORISATION_NOT_ACTIVE' || facts.delivery.mode === 'compute'),
  },
  head: ({ facts: { delivery: record }, command: { output } }) => addOutput(record, output),
});

export const AcknowledgeDelivery = declareTransition(delivery, {
  name: 'AcknowledgeDelivery',
  action: 'acknowledge',
  summary:
    "Acknowledges, as the buyer, what was received, by its hash: ACKED if it is the listing's, else MISMATCH, the second time OBJECTED.",
  event: 'DeliveryAcknowledged',
  furtherEvents: ['DeliveryMismatched', 'TradeDelivered'],
  input: { hash: Digest, ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, { id }) => readWithOrder(reader, id),
  checks: { NOTHING_SENT: ({ facts }) => (facts.delivery.expected ? undefined : {}) },
  head: ({ facts, command: { hash } }) => {
    const { objection: _objection, ...record } = facts.delivery;
    return { ...record, received: hash, ...(judgeHash(facts, hash) === 'OBJECTED' && { objection: 'MISMATCH' as const }) };
  },
  nextState: ({ facts, command: { hash } }) => judgeHash(facts, hash),
  eventOf: ({ facts, command: { hash } }) => (isSameHash(hash, facts.delivery.expected) ? 'DeliveryAcknowledged' : 'DeliveryMismatched'),
  also: ({ facts, command: { hash }, at }) => {
    const puts = isSameHash(hash, facts.delivery.expected) ? putDelivered(facts.order, at) : [];
    return { puts, events: puts.map(() => ({ type: 'TradeDelivered', id: facts.order.trade.id })) };
  },
});

export const ObjectToDelivery = declareTransition(delivery, {
  name: 'ObjectToDelivery',
  action: 'object',
  summary:
    'Objects, as the buyer, that what was sent or served did not arrive. Then only the provider or an arbiter decides about the money.',
  event: 'DeliveryObjected',
  input: { ...optionalReason, ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  head: ({ facts }) => ({ ...facts.delivery, objection: 'NOT_RECEIVED' as const }),
});

export const TerminateDelivery = declareTransition(delivery, {
  name: 'TerminateDelivery',
  action: 'terminate',
  summary: 'Terminates a delivery before it is acknowledged.',
  event: 'DeliveryTerminated',
  input: { ...optionalReason, ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
});

/** Reads a delivery with its trade. @throws DELIVERY_NOT_FOUND, TRADE_NOT_FOUND */
export async function readWithOrder(reader: Reader, id: string): Promise<DeliveryWithOrder> {
  const facts = await readDelivery(reader, id);
  return { ...facts, order: await readTrade(reader, facts.delivery.trade) };
}

/** Fails if somebody paid for a delivery that is not SERVING: its provider says so before anything leaves. */
export function checkServing(facts: DeliveryFacts): Details | undefined {
  const { state } = facts.delivery;
  return isPaid(facts) && state === 'OPENED' ? { state, needs: ['SERVING'] } : undefined;
}

/** Returns what a hash leads to. A first one that differs earns a replacement, a second one is an objection. */
function judgeHash({ delivery: { expected, replaces, state } }: DeliveryFacts, hash: Digest): 'ACKED' | 'MISMATCH' | 'OBJECTED' {
  if (isSameHash(hash, expected)) return 'ACKED';
  return replaces === undefined && state !== 'OBJECTED' ? 'MISMATCH' : 'OBJECTED';
}

/** Adds a job's output, which the buyer then expects. */
function addOutput(record: DeliveryRecord, output: Hash | undefined): DeliveryRecord {
  const { job } = record;
  return job && output ? { ...record, job: { ...job, output }, expected: output } : record;
}

function checkOutput({ delivery: { job } }: DeliveryFacts, output: Hash | undefined): Details | undefined {
  if ((job === undefined) === (output === undefined)) return undefined;
  return { errors: [{ path: '/output', reason: job ? 'is required for a job' : 'is only for jobs' }] };
}
