import type { Put } from '../../kernel/declare';
import { tradeKeys } from '../trade/keys';
import { stateOfTrade, type TradeFacts } from '../trade/read-trade';
import type { TradeRecord } from '../trade/records';
import type { DeliveryFacts } from './read-delivery';

/** A delivery with its trade. */
export interface DeliveryWithOrder extends DeliveryFacts {
  readonly order: TradeFacts;
}

/** Writes that the trade is DELIVERED with the first thing received. During a dispute, it becomes the state to which the trade returns. */
export function putDelivered(order: TradeFacts, at: string): readonly Put<TradeRecord>[] {
  const { trade } = order;
  const put = (value: TradeRecord) => [{ key: tradeKeys.trade(trade.id), action: 'acknowledge', value }];
  const state = stateOfTrade(order, at);
  if (state === 'AUTHORISED') return put({ ...trade, state: 'DELIVERED' });
  return state === 'DISPUTED' && trade.before === 'AUTHORISED' ? put({ ...trade, before: 'DELIVERED' }) : [];
}

/** Writes that something was served under the trade, with the first delivery of which its provider said so: then no money goes back by itself. */
export function putServed({ trade, clearing }: TradeFacts, delivery: string): readonly Put<TradeRecord>[] {
  const isFirst = trade.served === undefined && (trade.state === 'AUTHORISED' || trade.state === 'DISPUTED');
  if (!isFirst || clearing.state !== 'FUNDED') return [];
  return [{ key: tradeKeys.trade(trade.id), action: 'serve', value: { ...trade, served: delivery } }];
}
