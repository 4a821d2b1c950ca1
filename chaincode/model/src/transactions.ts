import type { Static } from '@sinclair/typebox';
import * as activating from './nouns/authorisation/activating';
import * as judgingAuthorisations from './nouns/authorisation/judging';
import * as negotiating from './nouns/authorisation/negotiating';
import * as readingAuthorisations from './nouns/authorisation/reading';
import { RequestAuthorisation } from './nouns/authorisation/requesting';
import * as closing from './nouns/delivery/closing';
import * as feeding from './nouns/delivery/feeding';
import { OpenDelivery } from './nouns/delivery/opening';
import * as readingDeliveries from './nouns/delivery/reading';
import * as readingDisputes from './nouns/dispute/reading';
import * as hearingDisputes from './nouns/dispute/hearing';
import { OpenDispute } from './nouns/dispute/opening';
import * as endingDisputes from './nouns/dispute/ending';
import * as changing from './nouns/exchange/changing';
import * as presets from './nouns/exchange/presets';
import * as exchange from './nouns/exchange/transactions';
import * as authoring from './nouns/listing/authoring';
import * as attesting from './nouns/listing/attesting';
import * as designating from './nouns/listing/designating';
import * as grading from './nouns/listing/grading';
import * as judgingListings from './nouns/listing/judging';
import * as objecting from './nouns/listing/objecting';
import * as readingListings from './nouns/listing/reading';
import * as reviewing from './nouns/listing/reviewing';
import * as mandates from './nouns/mandate/transactions';
import { SubmitListing } from './nouns/listing/submitting';
import * as judgingParticipants from './nouns/participant/judging';
import { PinKeys } from './nouns/participant/pinning';
import * as readingParticipants from './nouns/participant/reading';
import { RegisterParticipant } from './nouns/participant/registering';
import { GetRefusal, ListRefusals } from './nouns/refusal/reading';
import { declareRecordRefusal } from './nouns/refusal/recording';
import * as changingResources from './nouns/resource/changing';
import * as objectingToResources from './nouns/resource/objecting';
import * as readingResources from './nouns/resource/reading';
import * as resources from './nouns/resource/registering';
import * as clearing from './nouns/trade/clearing';
import { CancelTrade, OrderTrade } from './nouns/trade/ordering';
import { PriceTrade } from './nouns/trade/pricing';
import * as readingTrades from './nouns/trade/reading';
import type { AnyTransaction, Noun } from './kernel/transaction';

const onObjects = {
  ...exchange,
  ...changing,
  ...presets,
  RegisterParticipant,
  ...judgingParticipants,
  PinKeys,
  ...readingParticipants,
  ...resources,
  ...changingResources,
  ...objectingToResources,
  ...readingResources,
  GrantMandate: mandates.GrantMandate,
  SuspendMandate: mandates.SuspendMandate,
  ResumeMandate: mandates.ResumeMandate,
  RevokeMandate: mandates.RevokeMandate,
  GetMandate: mandates.GetMandate,
  GetMandateHistory: mandates.GetMandateHistory,
  ListMandates: mandates.ListMandates,
  ...authoring,
  SubmitListing,
  ...reviewing,
  ...judgingListings,
  ...objecting,
  AttestListing: attesting.AttestListing,
  GetAttestation: attesting.GetAttestation,
  ReclassifyListing: grading.ReclassifyListing,
  DesignateListing: designating.DesignateListing,
  EndListingDesignation: designating.EndListingDesignation,
  GetAuthoritativeListing: designating.GetAuthoritativeListing,
  ...readingListings,
  RequestAuthorisation,
  ...negotiating,
  ...judgingAuthorisations,
  ...activating,
  ...readingAuthorisations,
  OrderTrade,
  PriceTrade,
  CancelTrade,
  ...clearing,
  ...readingTrades,
  OpenDelivery,
  SendDeliveryWindow: feeding.SendDeliveryWindow,
  AcknowledgeDeliveryWindow: feeding.AcknowledgeDeliveryWindow,
  ListDeliveryWindows: feeding.ListDeliveryWindows,
  ...closing,
  ...readingDeliveries,
  OpenDispute,
  ...hearingDisputes,
  ...endingDisputes,
  ...readingDisputes,
} as const satisfies Record<string, AnyTransaction>;

const RecordRefusal = declareRecordRefusal(onObjects);

/** Every transaction of the exchange by its name: entry points, routes, methods, commands and pages derive from this. */
export const transactions = { ...onObjects, RecordRefusal, GetRefusal, ListRefusals } as const satisfies Record<string, AnyTransaction>;

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

/** The transactions by noun and verb: how people say them, in the SDK and at the command line. */
export const byNoun = {
  exchange: {
    get: exchange.GetExchange,
    setParameters: changing.SetParameters,
    setOrganisation: changing.SetOrganisation,
    agree: changing.AgreeToChange,
    decline: changing.DeclineChange,
    proposal: changing.GetProposal,
    setPreset: presets.SetPreset,
    presets: presets.ListPresets,
  },
  participant: {
    register: RegisterParticipant,
    admit: judgingParticipants.AdmitParticipant,
    suspend: judgingParticipants.SuspendParticipant,
    reinstate: judgingParticipants.ReinstateParticipant,
    withdraw: judgingParticipants.WithdrawParticipant,
    pin: PinKeys,
    get: readingParticipants.GetParticipant,
    history: readingParticipants.GetParticipantHistory,
    list: readingParticipants.ListParticipants,
  },
  resource: {
    create: resources.CreateResource,
    edit: resources.EditResource,
    submit: resources.SubmitResource,
    giveNotice: resources.GiveResourceNotice,
    reject: resources.RejectResource,
    register: resources.RegisterResource,
    object: objectingToResources.ObjectToResource,
    upholdObjection: objectingToResources.UpholdResourceObjection,
    objections: objectingToResources.ListResourceObjections,
    change: changingResources.ChangeResource,
    acceptChange: changingResources.AcceptResourceChange,
    declineChange: changingResources.DeclineResourceChange,
    correct: changingResources.CorrectResource,
    cancel: resources.CancelResource,
    get: readingResources.GetResource,
    history: readingResources.GetResourceHistory,
    list: readingResources.ListResources,
  },
  mandate: {
    grant: mandates.GrantMandate,
    suspend: mandates.SuspendMandate,
    resume: mandates.ResumeMandate,
    revoke: mandates.RevokeMandate,
    get: mandates.GetMandate,
    history: mandates.GetMandateHistory,
    list: mandates.ListMandates,
  },
  listing: {
    create: authoring.CreateListing,
    createVersion: authoring.CreateListingVersion,
    edit: authoring.EditListing,
    submit: SubmitListing,
    requestChanges: reviewing.RequestListingChanges,
    reject: reviewing.RejectListing,
    attest: attesting.AttestListing,
    attestation: attesting.GetAttestation,
    agree: judgingListings.AgreeToListing,
    approve: reviewing.ApproveListing,
    object: objecting.ObjectToListing,
    upholdObjection: objecting.UpholdListingObjection,
    objections: objecting.ListObjections,
    reclassify: grading.ReclassifyListing,
    designate: designating.DesignateListing,
    endDesignation: designating.EndListingDesignation,
    authoritative: designating.GetAuthoritativeListing,
    endNotice: reviewing.EndListingNotice,
    suspend: judgingListings.SuspendListing,
    resume: judgingListings.ResumeListing,
    delist: reviewing.DelistListing,
    get: readingListings.GetListing,
    history: readingListings.GetListingHistory,
    list: readingListings.ListListings,
  },
  authorisation: {
    request: RequestAuthorisation,
    offer: negotiating.OfferAuthorisation,
    counter: negotiating.CounterAuthorisation,
    accept: negotiating.AcceptAuthorisation,
    approve: judgingAuthorisations.ApproveAuthorisation,
    reject: judgingAuthorisations.RejectAuthorisation,
    withdraw: judgingAuthorisations.WithdrawAuthorisation,
    activate: activating.ActivateAuthorisation,
    suspend: judgingAuthorisations.SuspendAuthorisation,
    resume: judgingAuthorisations.ResumeAuthorisation,
    revoke: judgingAuthorisations.RevokeAuthorisation,
    surrender: judgingAuthorisations.SurrenderAuthorisation,
    get: readingAuthorisations.GetAuthorisation,
    history: readingAuthorisations.GetAuthorisationHistory,
    list: readingAuthorisations.ListAuthorisations,
  },
  trade: {
    order: OrderTrade,
    price: PriceTrade,
    fund: clearing.FundTrade,
    settle: clearing.SettleTrade,
    refund: clearing.RefundTrade,
    cancel: CancelTrade,
    get: readingTrades.GetTrade,
    history: readingTrades.GetTradeHistory,
    list: readingTrades.ListTrades,
    priceSlip: readingTrades.GetPriceSlip,
  },
  delivery: {
    open: OpenDelivery,
    sendWindow: feeding.SendDeliveryWindow,
    acknowledgeWindow: feeding.AcknowledgeDeliveryWindow,
    windows: feeding.ListDeliveryWindows,
    send: closing.SendDelivery,
    acknowledge: closing.AcknowledgeDelivery,
    terminate: closing.TerminateDelivery,
    get: readingDeliveries.GetDelivery,
    history: readingDeliveries.GetDeliveryHistory,
    list: readingDeliveries.ListDeliveries,
  },
  dispute: {
    open: OpenDispute,
    addEvidence: hearingDisputes.AddDisputeEvidence,
    rule: hearingDisputes.RuleDispute,
    appeal: hearingDisputes.AppealDispute,
    enforce: endingDisputes.EnforceDispute,
    withdraw: endingDisputes.WithdrawDispute,
    get: readingDisputes.GetDispute,
    history: readingDisputes.GetDisputeHistory,
    list: readingDisputes.ListDisputes,
  },
  refusal: { record: RecordRefusal, get: GetRefusal, list: ListRefusals },
} as const satisfies Record<Noun, Record<string, AnyTransaction>>;
