import type { Static } from '@sinclair/typebox';
import type { AnyTransaction, Noun } from './kernel/declare';
import * as activateAuthorisation from './nouns/authorisation/activate-authorisation';
import * as endAuthorisation from './nouns/authorisation/end-authorisation';
import * as judgeAuthorisation from './nouns/authorisation/judge-authorisation';
import * as negotiateTerms from './nouns/authorisation/negotiate-terms';
import * as queryAuthorisations from './nouns/authorisation/query-authorisations';
import { RequestAuthorisation } from './nouns/authorisation/request-authorisation';
import { AcknowledgeDelivery, SendDelivery, TerminateDelivery } from './nouns/delivery/close-delivery';
import { AcknowledgeDeliveryWindow, ListDeliveryWindows, SendDeliveryWindow } from './nouns/delivery/feed-windows';
import { OpenDelivery } from './nouns/delivery/open-delivery';
import * as queryDeliveries from './nouns/delivery/query-deliveries';
import * as endDispute from './nouns/dispute/end-dispute';
import * as hearDispute from './nouns/dispute/hear-dispute';
import { OpenDispute } from './nouns/dispute/open-dispute';
import * as queryDisputes from './nouns/dispute/query-disputes';
import * as changeExchange from './nouns/exchange/change-exchange';
import { FoundExchange, GetExchange } from './nouns/exchange/found-exchange';
import * as setPreset from './nouns/exchange/set-preset';
import { AttestListing, GetAttestation } from './nouns/listing/attest-listing';
import { DelistListing } from './nouns/listing/delist-listing';
import { DesignateListing, EndListingDesignation, GetAuthoritativeListing } from './nouns/listing/designate-listing';
import { CreateListing, CreateListingVersion, EditListing } from './nouns/listing/draft-listing';
import * as judgeListing from './nouns/listing/judge-listing';
import * as objectToListing from './nouns/listing/object-to-listing';
import * as queryListings from './nouns/listing/query-listings';
import { ReclassifyListing } from './nouns/listing/reclassify-listing';
import * as reviewListing from './nouns/listing/review-listing';
import { SubmitListing } from './nouns/listing/submit-listing';
import * as changeMandate from './nouns/mandate/change-mandate';
import { GrantMandate } from './nouns/mandate/grant-mandate';
import * as queryMandates from './nouns/mandate/query-mandates';
import * as judgeParticipant from './nouns/participant/judge-participant';
import { PinKeys } from './nouns/participant/pin-keys';
import * as queryParticipants from './nouns/participant/query-participants';
import { RegisterParticipant } from './nouns/participant/register-participant';
import * as releasePins from './nouns/participant/release-pins';
import { GetRefusal, ListRefusals } from './nouns/refusal/query-refusals';
import { declareRecordRefusal } from './nouns/refusal/record-refusal';
import * as changeResource from './nouns/resource/change-resource';
import * as objectToResource from './nouns/resource/object-to-resource';
import * as queryResources from './nouns/resource/query-resources';
import * as registerResource from './nouns/resource/register-resource';
import { FundTrade, RefundTrade, SettleTrade } from './nouns/trade/clear-trade';
import { CancelTrade, OrderTrade } from './nouns/trade/order-trade';
import { PriceTrade } from './nouns/trade/price-trade';
import * as queryTrades from './nouns/trade/query-trades';

const objectTransactions = {
  FoundExchange,
  GetExchange,
  ...changeExchange,
  ...setPreset,
  RegisterParticipant,
  ...judgeParticipant,
  PinKeys,
  ...releasePins,
  ...queryParticipants,
  ...registerResource,
  ...changeResource,
  ...objectToResource,
  ...queryResources,
  GrantMandate,
  ...changeMandate,
  ...queryMandates,
  CreateListing,
  CreateListingVersion,
  EditListing,
  SubmitListing,
  ...reviewListing,
  DelistListing,
  ...judgeListing,
  ...objectToListing,
  AttestListing,
  GetAttestation,
  ReclassifyListing,
  DesignateListing,
  EndListingDesignation,
  GetAuthoritativeListing,
  ...queryListings,
  RequestAuthorisation,
  ...negotiateTerms,
  ...judgeAuthorisation,
  ...endAuthorisation,
  ...activateAuthorisation,
  ...queryAuthorisations,
  OrderTrade,
  PriceTrade,
  CancelTrade,
  FundTrade,
  SettleTrade,
  RefundTrade,
  ...queryTrades,
  OpenDelivery,
  SendDeliveryWindow,
  AcknowledgeDeliveryWindow,
  ListDeliveryWindows,
  SendDelivery,
  AcknowledgeDelivery,
  TerminateDelivery,
  ...queryDeliveries,
  OpenDispute,
  ...hearDispute,
  ...endDispute,
  ...queryDisputes,
} as const satisfies Record<string, AnyTransaction>;

const RecordRefusal = declareRecordRefusal(objectTransactions);

/** Every transaction of the exchange by its name. Contracts, routes, methods, commands and pages derive from it. */
export const transactions = {
  ...objectTransactions,
  RecordRefusal,
  GetRefusal,
  ListRefusals,
} as const satisfies Record<string, AnyTransaction>;

type Transactions = typeof transactions;
export type TransactionName = keyof Transactions;
/** The input of a transaction. */
export type CommandOf<N extends TransactionName> = Static<Transactions[N]['input']>;
/** The output of a transaction. */
export type AnswerOf<N extends TransactionName> = Static<Transactions[N]['output']>;

/** All transactions, ordered by noun and by the noun's state machine. */
export const allTransactions: readonly AnyTransaction[] = Object.values(transactions);

/** Finds a transaction by name. */
export function findTransaction(name: string): AnyTransaction | undefined {
  const byName: Readonly<Record<string, AnyTransaction>> = transactions;
  return Object.hasOwn(byName, name) ? byName[name] : undefined;
}

/** The transactions that participants call. The founding is an administrator's. */
type CalledName = Exclude<TransactionName, 'FoundExchange'>;
/** The transactions by noun and verb, as the SDK's methods and the CLI's commands are named. */
export type TransactionsByNoun = {
  readonly [N in Noun]: {
    readonly [T in CalledName as Transactions[T]['noun'] extends N ? Transactions[T]['verb'] : never]: Transactions[T];
  };
};

/** The transactions by noun and verb. `as`: it is built member by member from the declarations. */
export const byNoun = groupByNoun() as TransactionsByNoun;

function groupByNoun(): Readonly<Record<string, Readonly<Record<string, AnyTransaction>>>> {
  const groups: Record<string, Record<string, AnyTransaction>> = {};
  for (const transaction of allTransactions) {
    if (transaction !== transactions.FoundExchange) (groups[transaction.noun] ??= {})[transaction.verb] = transaction;
  }
  return groups;
}
