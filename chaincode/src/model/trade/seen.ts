import { keys, type PriceSide } from '../keys';
import { isSameHash } from '../hash';
import type { Actor } from '../lifecycle';
import { shown, type Recorded } from '../record';
import { need, type Reader } from '../reader';
import { latest } from '../time';
import type { Caller } from '../transaction';
import type { ClearingRecord, PriceRecord, TradeRecord, TradeState, TradeView } from './records';

/** A trade as transactions see it. Free trades have no prices. */
export interface SeenTrade {
  readonly trade: Recorded<TradeRecord>;
  readonly prices: Readonly<Record<PriceSide, Recorded<PriceRecord>>> | undefined;
  readonly clearing: Recorded<ClearingRecord>;
}

/** Reads a trade with its prices and its clearing. @throws TRADE_NOT_FOUND */
export async function seeTrade(reader: Reader, id: string): Promise<SeenTrade> {
  const trade = await need(reader, keys.trade(id), 'TRADE_NOT_FOUND');
  const price = (side: PriceSide) => need(reader, keys.price(id, side), 'TRADE_NOT_FOUND');
  const prices = isPricedInPrivate(trade) ? { provider: await price('provider'), buyer: await price('buyer') } : undefined;
  return { trade, prices, clearing: await need(reader, keys.clearing(id), 'TRADE_NOT_FOUND') };
}

/** Says whether both sides put a price on it: a sale whose charge is not public. */
export function isPricedInPrivate({ kind, charge }: Pick<TradeRecord, 'kind' | 'charge'>): boolean {
  return kind === 'sale' && charge === undefined;
}

/** The state of a trade: its end in the clearing, then its head, then its prices; a public charge is a price that both agreed on. */
export function tradeState({
  trade,
  prices,
  clearing,
}: {
  trade: TradeRecord;
  prices: Readonly<Record<PriceSide, PriceRecord>> | undefined;
  clearing: ClearingRecord;
}): TradeState {
  if (clearing.state === 'SETTLED' || clearing.state === 'REFUNDED') return clearing.state;
  if (trade.state !== 'ORDERED') return trade.state;
  if (clearing.state === 'FUNDED') return 'FUNDED';
  return trade.charge || isSameHash(prices?.provider.hash, prices?.buyer.hash) ? 'PRICED' : 'ORDERED';
}

/** What a caller is to a trade, besides its roles. */
export function relateToTrade({ trade }: { readonly trade: TradeRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (trade.buyer === caller.participantId) actors.push('its buyer');
  if (trade.provider === caller.participantId) actors.push('its provider');
  return actors;
}

/** A trade as it shows: hashes of prices, never a price. */
export function viewTrade(seen: SeenTrade): TradeView {
  const { id, authorisation, kind, legalBasis, charge, buyer, buyerMspId, provider, providerMspId, dispute } = seen.trade;
  const { amountHash, tradeNumber } = seen.clearing;
  const changes = [seen.clearing, ...(seen.prices ? Object.values(seen.prices) : [])].map(({ change }) => change.at);
  return {
    id,
    authorisation,
    kind,
    buyer,
    buyerMspId,
    provider,
    providerMspId,
    state: tradeState(seen),
    ...(legalBasis !== undefined && { legalBasis }),
    ...(charge && { charge }),
    ...(dispute !== undefined && { dispute }),
    ...(seen.prices && { prices: hashesOf(seen.prices) }),
    ...(amountHash && { amountHash }),
    ...(tradeNumber !== undefined && { tradeNumber }),
    at: latest(seen.trade.change.at, ...changes),
    ...shown(seen.trade),
  };
}

function hashesOf({ provider, buyer }: Readonly<Record<PriceSide, PriceRecord>>): NonNullable<TradeView['prices']> {
  return { ...(provider.hash && { provider: provider.hash }), ...(buyer.hash && { buyer: buyer.hash }) };
}
