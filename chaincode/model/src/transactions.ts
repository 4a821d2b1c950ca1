import type { Static } from '@sinclair/typebox';
import type { AnyTransaction, Noun } from './kernel/declare';
import { ActivateAuthorisation } from './nouns/authorisation/activate-authorisation';
import { SurrenderAuthorisation, WithdrawAuthorisation } from './nouns/authorisation/end-authorisation';
import {
  ApproveAuthorisation,
  RejectAuthorisation,
  ResumeAuthorisation,
  RevokeAuthorisation,
  SuspendAuthorisation,
} from './nouns/authorisation/judge-authorisation';
import { AcceptAuthorisation, CounterAuthorisation, OfferAuthorisation } from './nouns/authorisation/negotiate-terms';
import {
  GetAuthorisation,
  GetAuthorisationHistory,
  GetAuthorisationText,
  ListAuthorisations,
} from './nouns/authorisation/query-authorisations';
import { RequestAuthorisation } from './nouns/authorisation/request-authorisation';
import { AcknowledgeDelivery, ObjectToDelivery, SendDelivery, TerminateDelivery } from './nouns/delivery/close-delivery';
import { AcknowledgeDeliveryWindow, ListDeliveryWindows, SendDeliveryWindow } from './nouns/delivery/feed-windows';
import { OpenDelivery } from './nouns/delivery/open-delivery';
import { ServeDelivery } from './nouns/delivery/serve-delivery';
import { GetDelivery, GetDeliveryHistory, GetDeliveryText, ListDeliveries } from './nouns/delivery/query-deliveries';
import { AppointArbiter } from './nouns/dispute/appoint-arbiter';
import { EnforceDispute, WithdrawDispute } from './nouns/dispute/end-dispute';
import { AddDisputeEvidence, AppealDispute, RuleDispute } from './nouns/dispute/hear-dispute';
import { OpenDispute } from './nouns/dispute/open-dispute';
import { GetDispute, GetDisputeHistory, GetDisputeText, ListDisputes } from './nouns/dispute/query-disputes';
import {
  AgreeToChange,
  DeclineChange,
  GetProposal,
  GetProposalText,
  SetOrganisation,
  SetParameters,
} from './nouns/exchange/change-exchange';
import { FoundExchange, GetExchange } from './nouns/exchange/found-exchange';
import { ListPresets, SetPreset } from './nouns/exchange/set-preset';
import { AttestListing, GetAttestation } from './nouns/listing/attest-listing';
import { DelistListing } from './nouns/listing/delist-listing';
import { DesignateListing, EndListingDesignation, GetAuthoritativeListing } from './nouns/listing/designate-listing';
import { CreateListing, CreateListingVersion, EditListing } from './nouns/listing/draft-listing';
import { AgreeToListing, ResumeListing, SuspendListing } from './nouns/listing/judge-listing';
import { ListObjections, ObjectToListing, UpholdListingObjection } from './nouns/listing/object-to-listing';
import { GetListing, GetListingHistory, GetListingText, ListListings } from './nouns/listing/query-listings';
import { ReclassifyListing } from './nouns/listing/reclassify-listing';
import { ApproveListing, RejectListing, RequestListingChanges, WithdrawListing } from './nouns/listing/review-listing';
import { SubmitListing } from './nouns/listing/submit-listing';
import { ResumeMandate, RevokeMandate, SuspendMandate } from './nouns/mandate/change-mandate';
import { GrantMandate } from './nouns/mandate/grant-mandate';
import { GetMandate, GetMandateHistory, GetMandateText, ListMandates } from './nouns/mandate/query-mandates';
import { AdmitParticipant, ReinstateParticipant, SuspendParticipant, WithdrawParticipant } from './nouns/participant/judge-participant';
import { PinKeys } from './nouns/participant/pin-keys';
import { GetParticipant, GetParticipantHistory, GetParticipantText, ListParticipants } from './nouns/participant/query-participants';
import { SucceedParticipant } from './nouns/participant/succeed-participant';
import { RegisterParticipant } from './nouns/participant/register-participant';
import { AgreePinRelease, GetPinRelease, RefusePinRelease, ReleasePins, RequestPinRelease } from './nouns/participant/release-pins';
import { GetRefusal, GetRefusedInput, ListRefusals } from './nouns/refusal/query-refusals';
import { declareRecordRefusal } from './nouns/refusal/record-refusal';
import { AcceptResourceChange, ChangeResource, CorrectResource, DeclineResourceChange } from './nouns/resource/change-resource';
import { ListResourceObjections, ObjectToResource, UpholdResourceObjection } from './nouns/resource/object-to-resource';
import { GetResource, GetResourceHistory, GetResourceText, ListResources } from './nouns/resource/query-resources';
import {
  CancelResource,
  CreateResource,
  EditResource,
  GiveResourceNotice,
  RegisterResource,
  RejectResource,
  SubmitResource,
} from './nouns/resource/register-resource';
import { GiveStanding, WithdrawStanding } from './nouns/standing/give-approval';
import { GetStanding, GetStandingHistory, GetStandingText, ListStandings } from './nouns/standing/query-approvals';
import { GetText } from './nouns/text/get-text';
import { KeepText } from './nouns/text/keep-text';
import { ClaimTrade } from './nouns/trade/claim-trade';
import { ConcedeTrade, FundTrade, RefundTrade, SettleTrade } from './nouns/trade/clear-trade';
import { CancelTrade, OrderTrade } from './nouns/trade/order-trade';
import { PriceTrade } from './nouns/trade/price-trade';
import { GetPriceSlip, GetTrade, GetTradeHistory, GetTradeText, ListTrades } from './nouns/trade/query-trades';

const objectTransactions = {
  FoundExchange,
  GetExchange,
  SetParameters,
  SetOrganisation,
  AgreeToChange,
  DeclineChange,
  GetProposal,
  GetProposalText,
  SetPreset,
  ListPresets,
  RegisterParticipant,
  AdmitParticipant,
  SuspendParticipant,
  ReinstateParticipant,
  WithdrawParticipant,
  SucceedParticipant,
  PinKeys,
  RequestPinRelease,
  AgreePinRelease,
  RefusePinRelease,
  ReleasePins,
  GetPinRelease,
  GetParticipant,
  GetParticipantHistory,
  GetParticipantText,
  ListParticipants,
  CreateResource,
  EditResource,
  SubmitResource,
  GiveResourceNotice,
  RejectResource,
  RegisterResource,
  CancelResource,
  ChangeResource,
  AcceptResourceChange,
  DeclineResourceChange,
  CorrectResource,
  ObjectToResource,
  UpholdResourceObjection,
  ListResourceObjections,
  GetResource,
  GetResourceHistory,
  GetResourceText,
  ListResources,
  GrantMandate,
  SuspendMandate,
  ResumeMandate,
  RevokeMandate,
  GetMandate,
  GetMandateHistory,
  GetMandateText,
  ListMandates,
  GiveStanding,
  WithdrawStanding,
  GetStanding,
  GetStandingHistory,
  GetStandingText,
  ListStandings,
  CreateListing,
  CreateListingVersion,
  EditListing,
  SubmitListing,
  RequestListingChanges,
  WithdrawListing,
  RejectListing,
  ApproveListing,
  DelistListing,
  AgreeToListing,
  SuspendListing,
  ResumeListing,
  ObjectToListing,
  UpholdListingObjection,
  ListObjections,
  AttestListing,
  GetAttestation,
  ReclassifyListing,
  DesignateListing,
  EndListingDesignation,
  GetAuthoritativeListing,
  GetListing,
  GetListingHistory,
  GetListingText,
  ListListings,
  RequestAuthorisation,
  OfferAuthorisation,
  CounterAuthorisation,
  AcceptAuthorisation,
  ApproveAuthorisation,
  RejectAuthorisation,
  SuspendAuthorisation,
  ResumeAuthorisation,
  RevokeAuthorisation,
  WithdrawAuthorisation,
  SurrenderAuthorisation,
  ActivateAuthorisation,
  GetAuthorisation,
  GetAuthorisationHistory,
  GetAuthorisationText,
  ListAuthorisations,
  OrderTrade,
  PriceTrade,
  CancelTrade,
  FundTrade,
  SettleTrade,
  ClaimTrade,
  ConcedeTrade,
  RefundTrade,
  GetTrade,
  GetTradeHistory,
  GetTradeText,
  ListTrades,
  GetPriceSlip,
  OpenDelivery,
  ServeDelivery,
  SendDeliveryWindow,
  AcknowledgeDeliveryWindow,
  ListDeliveryWindows,
  SendDelivery,
  AcknowledgeDelivery,
  ObjectToDelivery,
  TerminateDelivery,
  GetDelivery,
  GetDeliveryHistory,
  GetDeliveryText,
  ListDeliveries,
  OpenDispute,
  AddDisputeEvidence,
  AppointArbiter,
  RuleDispute,
  AppealDispute,
  EnforceDispute,
  WithdrawDispute,
  GetDispute,
  GetDisputeHistory,
  GetDisputeText,
  ListDisputes,
} as const satisfies Record<string, AnyTransaction>;

const RecordRefusal = declareRecordRefusal(objectTransactions);

/** Every transaction of the exchange by its name. Contracts, routes, methods, commands and pages derive from it. */
export const transactions = {
  ...objectTransactions,
  RecordRefusal,
  GetRefusal,
  GetRefusedInput,
  ListRefusals,
  KeepText,
  GetText,
} as const satisfies Record<string, AnyTransaction>;

type Transactions = typeof transactions;
/** Names every transaction of the contract, as Fabric calls it. */
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
