import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { ClearingRecord, PriceRecord, PriceSide, SaleRecord, TradeRecord } from './records';

/** The keys of trades, their prices and their clearing. */
export const tradeKeys = {
  trade: (id: string) => makeKey<TradeRecord>('trade', id),
  price: (trade: string, side: PriceSide) => makeKey<PriceRecord>('price', trade, side),
  clearing: (trade: string) => makeKey<ClearingRecord>('clearing', trade),
  sale: (authorisation: string) => makeKey<SaleRecord>('sale', authorisation),
} as const;

/** The key at which an organisation keeps its price slip of a trade, in its own implicit collection. */
export const priceSlipKey = (trade: string) => makeKey<string>('price-slip', trade);

/** Makes the index keys by which lists find and filter. */
export const tradeIndexes = {
  tradesOfBuyer: (buyer: string, ...id: string[]) => makeKey<IndexEntry>('trade-by-buyer', buyer, ...id),
  tradesOfProvider: (provider: string, ...id: string[]) => makeKey<IndexEntry>('trade-by-provider', provider, ...id),
  tradesOfAuthorisation: (authorisation: string, ...id: string[]) => makeKey<IndexEntry>('trade-by-authorisation', authorisation, ...id),
} as const;

/** The prefix of all trades. */
export const listTradeKeys = () => makeKey('trade');
