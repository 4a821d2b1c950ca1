import { keys, type PriceSide } from '../../kernel/keys';
import { errorsIn } from '../../kernel/check';
import { Hash, isSameHash } from '../../kernel/hash';
import type { Actor } from '../../kernel/lifecycle';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { latest } from '../../kernel/time';
import type { Caller } from '../../kernel/transaction';
import type { ClearingRecord, PriceRecord, TradeRecord, TradeState, TradeView } from './records';

/** What each side says of the price, as far as it can be read. */
type Prices = Readonly<Record<PriceSide, Recorded<PriceRecord> | undefined>>;

/** A trade as transactions see it. Free trades have no prices. */
export interface SeenTrade {
  readonly trade: Recorded<TradeRecord>;
  readonly prices: Prices | undefined;
  readonly clearing: Recorded<ClearingRecord>;
}

/**
 * Reads a trade with its prices and its clearing. A price lies under its own organisation’s policy: who takes it away, or makes it
 * unreadable, has named no price, and keeps nothing from event that follows the funding. @throws TRADE_NOT_FOUND
 */
export async function seeTrade(reader: Reader, id: string): Promise<SeenTrade> {
  const trade = await need(reader, keys.trade(id), 'TRADE_NOT_FOUND');
  const price = async (side: PriceSide) => {
    const record = await reader.find(keys.price(id, side));
    return record?.hash === undefined || errorsIn(Hash, record.hash).length === 0 ? record : undefined;
  };
  const prices = isPricedInPrivate(trade) ? { provider: await price('provider'), buyer: await price('buyer') } : undefined;
  return { trade, prices, clearing: await need(reader, keys.clearing(id), 'TRADE_NOT_FOUND') };
}

/** Says whether both sides put a price on it: a sale whose charge is not public. */
export function isPricedInPrivate({ kind, charge }: Pick<TradeRecord, 'kind' | 'charge'>): boolean {
  return kind === 'sale' && charge === undefined;
}

/**
 * The state of a trade: its end in the clearing, then its head, then its prices; a public charge is a price that both agreed on. The
 * parties’ peers can write the head, but the clearing is the operator’s: a sale goes no further than is funded, and what is funded is
 * not cancelled, whatever the head says.
 */
export function tradeState(seen: SeenTrade): TradeState {
  const { trade, clearing } = seen;
  if (clearing.state === 'SETTLED' || clearing.state === 'REFUNDED') return clearing.state;
  const isBegun = begun.includes(trade.state);
  if (clearing.state === 'FUNDED') return isBegun ? trade.state : 'FUNDED';
  if (trade.state === 'ORDERED') return isPriced(seen) ? 'PRICED' : 'ORDERED';
  return isBegun && trade.kind === 'sale' ? 'ORDERED' : trade.state;
}

/** What the head of a sale comes to once it is funded. */
const begun: readonly TradeState[] = ['AUTHORISED', 'DELIVERED', 'DISPUTED'];

function isPriced({ trade, prices }: SeenTrade): boolean {
  return trade.charge !== undefined || isSameHash(prices?.provider?.hash, prices?.buyer?.hash);
}

/** What a caller is to a trade, besides its roles. */
export function relateToTrade({ trade }: { readonly trade: TradeRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (trade.buyer === caller.participantId) actors.push('object-buyer');
  if (trade.provider === caller.participantId) actors.push('object-provider');
  return actors;
}

/** A trade as it shows: hashes of prices, never a price. */
export function viewTrade(seen: SeenTrade): TradeView {
  const { id, authorisation, kind, legalBasis, charge, buyer, buyerMspId, provider, providerMspId, dispute } = seen.trade;
  const { amountHash, tradeNumber } = seen.clearing;
  const changes = [seen.clearing, seen.prices?.provider, seen.prices?.buyer].flatMap((record) => record?.change.at ?? []);
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

function hashesOf({ provider, buyer }: Prices): NonNullable<TradeView['prices']> {
  return { ...(provider?.hash && { provider: provider.hash }), ...(buyer?.hash && { buyer: buyer.hash }) };
}
