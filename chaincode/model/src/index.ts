export * from './nouns/authorisation/records';
export type { Approver } from './nouns/authorisation/approvers';
export { seeAuthorisation, slotsBehind, stateOfSeen, type SeenAuthorisation } from './nouns/authorisation/seen';
export { termsHashOf } from './nouns/authorisation/terms';
export { authorisationState, type AuthorisationFacts } from './nouns/authorisation/state';
export { toCanonicalJson } from './kernel/canonical-json';
export { readCertificate, type Certificate } from './kernel/certificate';
export { errorsIn, type FormError } from './kernel/check';
export * from './nouns/delivery/records';
export { feedHash } from './nouns/delivery/feeding';
export { stopped, type Access } from './nouns/delivery/permission';
export { deliveryState, seeAccess, seeDelivery } from './nouns/delivery/seen';
export { ExchangeError, findExchangeError } from './kernel/exchange-error';
export { errorTable, isErrorCode, type Details, type ErrorCode, type Retry } from './kernel/error-table';
export * from './kernel/event';
export * from './nouns/dispute/records';
export * from './nouns/exchange/records';
export { formats, idKinds, isInstant, isText, type IdKind, type LanguageMap, type Page } from './kernel/forms';
export type { HistoryEntry } from './kernel/history';
export { Hash, hashBytes, hashJson, isSameHash, type Digest, type TreeHash } from './kernel/hash';
export { isInTree, merkleProof, merkleRoot, type MerkleStep } from './kernel/merkle';
export { idOfBytes, idOfImport } from './kernel/ids';
export { fromStateKey, indexes, keys, priceSlipKey, toStateKey, versionId, type Key, type PriceSide } from './kernel/keys';
export { forbids, lacks, roles, type Actor, type Lifecycle, type Role } from './kernel/lifecycle';
export {
  FileName,
  ListingContent,
  deliverableHash,
  heldIn,
  isPublic,
  missingIn,
  priceTold,
  publicCharge,
  type Distribution,
  type HeldDistribution,
} from './nouns/listing/content';
export { overLimit, type ContentLimits } from './nouns/listing/limits';
export * from './nouns/listing/records';
export { findMandate, overCeiling, seeMandated, type SeenMandated } from './nouns/listing/mandated';
export { designationLife, type DesignationRecord } from './nouns/listing/designating';
export { divisionsAround, type Spatial } from './nouns/listing/spatial';
export * from './nouns/mandate/records';
export * from './nouns/participant/records';
export * from './nouns/refusal/records';
export * from './nouns/resource/records';
export { Policy, denies, type Denial, type Use } from './nouns/policy/policy';
export { Change, parseRecord, schemaVersion, type Recorded } from './kernel/record';
export type { Ledger, Reader } from './kernel/reader';
export { seeTrade, tradeState, type SeenTrade } from './nouns/trade/seen';
export * from './kernel/routes';
export { Preset, demonstrationAreas } from './nouns/exchange/sector-presets';
export { stanceLife, stanceSlots, type StanceRecord, type StanceSlot, type StanceState } from './kernel/stance';
export { instantOf, latest } from './kernel/time';
export {
  chargeHash,
  PriceSlip,
  type ClearingRecord,
  type PriceRecord,
  type TradeRecord,
  TradeView,
  tradeKinds,
  tradeLife,
  tradeStates,
  computedTradeStates,
  type TradeKind,
  type TradeState,
} from './nouns/trade/records';
export {
  actorsOf,
  codesOf,
  findViolation,
  type Admission,
  type AnyEvaluate,
  type AnySubmit,
  type AnyTransaction,
  type Caller,
  type Checks,
  type Effect,
  type ExchangeEvent,
  type KeyPolicy,
  type Noun,
  type Put,
  type Context,
} from './kernel/transaction';
export { chargeOf, kindRefused } from './nouns/trade/kinds';
export * from './transactions';
export { upgraded } from './kernel/upgrade';
export { recordOf, type Author } from './kernel/write';
