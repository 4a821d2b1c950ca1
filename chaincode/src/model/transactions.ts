import type { Static } from '@sinclair/typebox';
import * as activating from './authorisation/activating';
import * as judgingAuthorisations from './authorisation/judging';
import * as readingAuthorisations from './authorisation/reading';
import { RequestAuthorisation } from './authorisation/requesting';
import * as closing from './delivery/closing';
import { OpenDelivery } from './delivery/opening';
import * as readingDeliveries from './delivery/reading';
import * as exchange from './exchange/transactions';
import * as authoring from './listing/authoring';
import * as judgingListings from './listing/judging';
import * as readingListings from './listing/reading';
import * as reviewing from './listing/reviewing';
import * as participants from './participant/transactions';
import * as clearing from './trade/clearing';
import { CancelTrade, OrderTrade } from './trade/ordering';
import { PriceTrade } from './trade/pricing';
import * as readingTrades from './trade/reading';
import type { AnyTransaction } from './transaction';

/** Every transaction of the exchange by its name: entry points, routes, methods, commands and pages derive from this. */
export const transactions = {
  ...exchange,
  ...participants,
  ...authoring,
  ...reviewing,
  ...judgingListings,
  ...readingListings,
  RequestAuthorisation,
  ...judgingAuthorisations,
  ...activating,
  ...readingAuthorisations,
  OrderTrade,
  PriceTrade,
  CancelTrade,
  ...clearing,
  ...readingTrades,
  OpenDelivery,
  ...closing,
  ...readingDeliveries,
} as const satisfies Record<string, AnyTransaction>;

export type TransactionName = keyof typeof transactions;
/** What a transaction is given. */
export type CommandOf<N extends TransactionName> = Static<(typeof transactions)[N]['input']>;
/** What a transaction answers. */
export type AnswerOf<N extends TransactionName> = Static<(typeof transactions)[N]['output']>;

/** All transactions, in the order of the nouns and of their lives. */
export const allTransactions: readonly AnyTransaction[] = Object.values(transactions);

/** The transaction of a name; `undefined` where the exchange has none. */
export function findTransaction(name: string): AnyTransaction | undefined {
  return Object.hasOwn(transactions, name) ? transactions[name as TransactionName] : undefined;
}
