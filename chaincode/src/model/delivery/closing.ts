import { Type } from '@sinclair/typebox';
import { Closed, Id, Reason, Revision } from '../forms';
import { Hash, isSameHash } from '../hash';
import { keys } from '../keys';
import { forbids, lacks, type Actor } from '../lifecycle';
import { stale } from '../revision';
import { declareSubmit, type Put, type Situation } from '../transaction';
import { isHiddenFrom } from '../authorisation/seen';
import type { TradeRecord } from '../trade/records';
import { seeTrade, tradeState, type SeenTrade } from '../trade/seen';
import { stops } from './permission';
import { DeliveryView, deliveryLife } from './records';
import { deliveryState, relateToDelivery, seeDelivery, viewDelivery, type SeenDelivery } from './seen';

const ByRevision = { id: Id('dlv'), revision: Revision };

/** Records that every held distribution was served whole. */
export const SendDelivery = declareSubmit<SeenDelivery>()({
  name: 'SendDelivery',
  noun: 'delivery',
  verb: 'send',
  summary: 'Records that every held distribution was served whole; the provider’s gateway does it.',
  address: ['id'],
  input: Closed(ByRevision),
  output: DeliveryView,
  see: (reader, { id }) => seeDelivery(reader, id),
  relate: relateToDelivery,
  checks: {
    ...checksOf('send'),
    AUTHORISATION_NOT_ACTIVE: ({ seen, at }) => stops.AUTHORISATION_NOT_ACTIVE(seen, at),
  },
  effect: ({ seen: { delivery } }) => ({
    puts: [{ key: keys.delivery(delivery.id), action: 'send', value: { ...delivery, state: 'SENT' as const } }],
    happenings: [{ type: 'DeliverySent', id: delivery.id }],
  }),
  answer: ({ seen, at }) => viewDelivery(seen, at),
  happens: ['DeliverySent'],
});

/** What the transaction reads. */
export interface SeenWithOrder extends SeenDelivery {
  readonly order: SeenTrade;
}

/** The buyer says what it received: ACKED when the hash is the listing’s, MISMATCH when not. The first ACKED delivery makes the trade DELIVERED. */
export const AcknowledgeDelivery = declareSubmit<SeenWithOrder>()({
  name: 'AcknowledgeDelivery',
  noun: 'delivery',
  verb: 'acknowledge',
  summary: 'Says what was received, by its hash: ACKED when it is the listing’s, MISMATCH when not.',
  address: ['id'],
  input: Closed({ ...ByRevision, hash: Hash }),
  output: DeliveryView,
  see: async (reader, { id }) => {
    const seen = await seeDelivery(reader, id);
    return { ...seen, order: await seeTrade(reader, seen.delivery.trade) };
  },
  relate: relateToDelivery,
  checks: checksOf<SeenWithOrder>('acknowledge'),
  effect: ({ seen: { delivery, order }, command: { hash } }) => {
    const isRight = isSameHash(hash, delivery.expected);
    const isFirst = isRight && isUndelivered(order);
    return {
      puts: [
        {
          key: keys.delivery(delivery.id),
          action: 'acknowledge',
          value: { ...delivery, received: hash, state: isRight ? ('ACKED' as const) : ('MISMATCH' as const) },
        },
        ...(isFirst ? [delivered(order.trade)] : []),
      ],
      happenings: [
        { type: isRight ? 'DeliveryAcknowledged' : 'DeliveryMismatched', id: delivery.id },
        ...(isFirst ? [{ type: 'TradeDelivered', id: order.trade.id }] : []),
      ],
    };
  },
  answer: ({ seen, at }) => viewDelivery(seen, at),
  happens: ['DeliveryAcknowledged', 'DeliveryMismatched', 'TradeDelivered'],
});

/** Ends a delivery before it is acknowledged. */
export const TerminateDelivery = declareSubmit<SeenDelivery>()({
  name: 'TerminateDelivery',
  noun: 'delivery',
  verb: 'terminate',
  summary: 'Ends a delivery before it is acknowledged.',
  address: ['id'],
  input: Closed({ ...ByRevision, reason: Type.Optional(Reason) }),
  output: DeliveryView,
  see: (reader, { id }) => seeDelivery(reader, id),
  relate: relateToDelivery,
  checks: checksOf('terminate'),
  effect: ({ seen: { delivery }, command: { reason } }) => ({
    puts: [{ key: keys.delivery(delivery.id), action: 'terminate', reason, value: { ...delivery, state: 'TERMINATED' as const } }],
    happenings: [{ type: 'DeliveryTerminated', id: delivery.id }],
  }),
  answer: ({ seen, at }) => viewDelivery(seen, at),
  happens: ['DeliveryTerminated'],
});

/** What every step of a delivery asks, in this order. */
function checksOf<Seen extends SeenDelivery>(action: keyof typeof deliveryLife) {
  type Step = Pick<Situation<Seen, { readonly revision: number }>, 'seen' | 'command' | 'is' | 'at'>;
  return {
    DELIVERY_NOT_FOUND: ({ is }: { readonly is: ReadonlySet<Actor> }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(deliveryLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Step) => stale(seen.delivery, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is, at }: Step) => forbids(deliveryLife, action, deliveryState(seen, at), is),
  };
}

function isUndelivered(order: SeenTrade): boolean {
  const state = tradeState(order);
  return state === 'AUTHORISED' || (state === 'DISPUTED' && order.trade.before === 'AUTHORISED');
}

/** While a dispute is open the delivery is remembered as the state to which its end leads back. */
function delivered(trade: TradeRecord): Put<TradeRecord> {
  const value: TradeRecord = trade.state === 'DISPUTED' ? { ...trade, before: 'DELIVERED' } : { ...trade, state: 'DELIVERED' };
  return { key: keys.trade(trade.id), action: 'acknowledge', value };
}
