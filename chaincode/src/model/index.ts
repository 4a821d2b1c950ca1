export * from './authorisation/records';
export type { Approver } from './authorisation/approvers';
export { seeAuthorisation, slotsBehind, stateOfSeen, type SeenAuthorisation } from './authorisation/seen';
export { termsHashOf } from './authorisation/terms';
export { authorisationState, type AuthorisationFacts } from './authorisation/state';
export { toCanonicalJson } from './canonical-json';
export { errorsIn, type FormError } from './check';
export * from './delivery/records';
export { feedHash } from './delivery/feeding';
export { stopped, type Access } from './delivery/permission';
export { deliveryState, seeAccess, seeDelivery } from './delivery/seen';
export { Refusal, findRefusal } from './refusal';
export { errorTable, isErrorCode, type Details, type ErrorCode, type Retry } from './error-table';
export * from './event';
export * from './dispute/records';
export * from './exchange/records';
export { formats, idKinds, isInstant, isText, type IdKind, type LanguageMap, type Page } from './forms';
export type { HistoryEntry } from './history';
export { Hash, hashBytes, hashJson, isSameHash, type Digest, type TreeHash } from './hash';
export { isInTree, merkleProof, merkleRoot, type MerkleStep } from './merkle';
export { idOfBytes, idOfImport } from './ids';
export { fromStateKey, indexes, keys, priceSlipKey, toStateKey, versionId, type Key, type PriceSide } from './keys';
export { forbids, lacks, roles, type Actor, type Lifecycle, type Role } from './lifecycle';
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
} from './listing/content';
export { overLimit, type ContentLimits } from './listing/limits';
export * from './listing/records';
export { findMandate, overCeiling, seeMandated, type SeenMandated } from './listing/mandated';
export { designationLife, type DesignationRecord } from './listing/designating';
export { divisionsAround, type Spatial } from './listing/spatial';
export * from './mandate/records';
export * from './participant/records';
export * from './refused/records';
export * from './resource/records';
export { Policy, denies, type Denial, type Use } from './policy';
export { Change, parseRecord, schemaVersion, type Recorded } from './record';
export type { Ledger, Reader } from './reader';
export { seeTrade, tradeState, type SeenTrade } from './trade/seen';
export * from './routes';
export { Preset, demonstrationAreas } from './sector/presets';
export { stanceLife, stanceSlots, type StanceRecord, type StanceSlot, type StanceState } from './stance';
export { instantOf, latest } from './time';
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
} from './trade/records';
export {
  actorsOf,
  codesOf,
  refusalOf,
  type Admission,
  type AnyEvaluate,
  type AnySubmit,
  type AnyTransaction,
  type Caller,
  type Checks,
  type Effect,
  type Happening,
  type KeyPolicy,
  type Noun,
  type Put,
  type Situation,
} from './transaction';
export { chargeOf, kindRefused } from './trade/kinds';
export * from './transactions';
export { upgraded } from './upgrade';
export { recordOf, type Author } from './write';
