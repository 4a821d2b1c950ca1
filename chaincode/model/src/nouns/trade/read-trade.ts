import { isCaller, type Caller } from '../../kernel/declare';
import { listErrors } from '../../kernel/check';
import { Hash, isSameHash } from '../../kernel/hash';
import type { Actor } from '../../kernel/lifecycle';
import { need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { getLatest } from '../../kernel/time';
import { findChange, listSaid } from '../../kernel/trail';
import { endWait } from '../exchange/period';
import type { Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { tradeKeys } from './keys';
import type { ClearingRecord, PriceRecord, PriceSide, TradeRecord, TradeState } from './records';
import { tradeWaits } from './waits';

/** The price of each side, if it can be read. */
export type Prices = Readonly<Record<PriceSide, Recorded<PriceRecord> | undefined>>;

/** A trade as transactions read it. Only sales with a private price have prices. */
export interface TradeFacts {
  readonly trade: Recorded<TradeRecord>;
  readonly prices: Prices | undefined;
  /** The operator's statement about the money, as far as it has a cause. */
  readonly clearing: Recorded<ClearingRecord>;
  readonly exchange: Recorded<Exchange>;
}

/**
 * Reads a trade with its prices and its clearing. Each price is under its own organisation's key policy; one that was deleted or made
 * unreadable counts as not given, and cannot block what follows the funding. @throws TRADE_NOT_FOUND, EXCHANGE_NOT_FOUNDED
 */
export async function readTrade(reader: Reader, id: string): Promise<TradeFacts> {
  const trade = await need(reader, tradeKeys.trade(id), 'TRADE_NOT_FOUND');
  const readPrice = async (side: PriceSide) => {
    const record = await reader.find(tradeKeys.price(id, side));
    return record?.hash === undefined || listErrors(Hash, record.hash).length === 0 ? record : undefined;
  };
  const prices = hasPrivatePrice(trade) ? { provider: await readPrice('provider'), buyer: await readPrice('buyer') } : undefined;
  const clearing = await need(reader, tradeKeys.clearing(id), 'TRADE_NOT_FOUND');
  return { trade, prices, clearing, exchange: await readExchange(reader) };
}

/** Returns whether both sides give a price: a sale whose price is not published. */
export function hasPrivatePrice({ kind, charge }: Pick<TradeRecord, 'kind' | 'charge'>): boolean {
  return kind === 'sale' && charge === undefined;
}

/** Returns whether a side gave the price that was funded itself: nobody buys or serves for what only others gave. */
export function hasGivenPrice({ trade, prices, clearing: { state, amountHash } }: TradeFacts, side: PriceSide): boolean {
  return !hasPrivatePrice(trade) || state === 'NONE' || isSameHash(prices?.[side]?.hash, amountHash);
}

/** The states of a trade that has been activated. */
const activatedStates: readonly TradeState[] = ['AUTHORISED', 'DELIVERED', 'DISPUTED'];

/**
 * Returns the state of a trade at an instant: a final state of the clearing, else the head's, else PRICED from the prices; what is free is
 * SETTLED by its acknowledgement. The parties' peers can write the head, but only the operator's the clearing: so an unfunded sale is never
 * AUTHORISED, and a funded trade is never CANCELLED.
 */
export function stateOfTrade(facts: TradeFacts, at: string): TradeState {
  const { trade, clearing } = facts;
  if (clearing.state === 'SETTLED' || clearing.state === 'REFUNDED') return clearing.state;
  const isActivated = activatedStates.includes(trade.state);
  if (clearing.state === 'FUNDED') return isActivated ? trade.state : 'FUNDED';
  if (isSettledUnpaid(facts)) return 'SETTLED';
  if (trade.state === 'ORDERED') return stateOfOrder(facts, at);
  return isActivated && trade.kind === 'sale' ? 'ORDERED' : trade.state;
}

function stateOfOrder(facts: TradeFacts, at: string): TradeState {
  const state = isPriced(facts) ? 'PRICED' : 'ORDERED';
  return endOrder(facts, state) <= at ? tradeWaits[state].end : state;
}

/** Returns when an order lapses that was not funded, or activated if it is free: after the period from the order, or from the later price. */
export function endOrder({ trade, prices, exchange }: TradeFacts, state: 'ORDERED' | 'PRICED'): string {
  const orderedAt = (findChange(trade, 'order') ?? trade.change).at;
  const endsAt = endWait(exchange, tradeWaits.ORDERED, orderedAt);
  if (state === 'ORDERED') return endsAt;
  const pricedAt = getLatest(orderedAt, ...[prices?.provider, prices?.buyer].flatMap((price) => (price ? [findGiven(price)] : [])));
  return pricedAt < endsAt ? endWait(exchange, tradeWaits.PRICED, pricedAt) : endsAt;
}

/** Returns when a side gave the price that it gives now. One that comes after the order lapsed revives nothing. */
function findGiven(price: Recorded<PriceRecord>): string {
  return (listSaid(price).findLast(({ sets }) => sets.includes('hash')) ?? price).change.at;
}

/** Returns whether a trade without money is settled by its acknowledgement. */
export function isSettledUnpaid({ trade, clearing }: Pick<TradeFacts, 'trade' | 'clearing'>): boolean {
  return trade.kind !== 'sale' && clearing.state === 'NONE' && trade.state === 'DELIVERED';
}

function isPriced({ trade, prices }: TradeFacts): boolean {
  return trade.charge !== undefined || isSameHash(prices?.provider?.hash, prices?.buyer?.hash);
}

/** Returns what a caller is to a trade, apart from its roles. */
export function relateToTrade({ trade }: { readonly trade: TradeRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (isCaller(caller, trade.buyer)) actors.push('object-buyer');
  if (isCaller(caller, trade.provider)) actors.push('object-provider');
  return actors;
}

/** Returns whether a caller is a party of the object. */
export function isParty(actors: ReadonlySet<Actor>): boolean {
  return actors.has('object-buyer') || actors.has('object-provider');
}
