export { listDivisions, normalizeAdcode } from './kernel/adcode';
export { toCanonicalJson } from './kernel/canonical-json';
export { findAttribute, readCertificate, type Certificate } from './kernel/certificate';
export { listErrors, type FormError } from './kernel/check';
export {
  listActors,
  checkCodes,
  listCodes,
  type Admission,
  type AnyEvaluate,
  type AnySubmit,
  type AnyTransaction,
  type Caller,
  type Checks,
  type Context,
  type Effect,
  type ExchangeEvent,
  type KeyPolicy,
  type Noun,
  type Put,
} from './kernel/declare';
export { nameEndorsers } from './kernel/name-endorsers';
export { encodeEvent, eventName } from './kernel/encode-event';
export { errorTable, isErrorCode, type Details, type ErrorCode, type Retry } from './kernel/error-table';
export { ExchangeError, findExchangeError } from './kernel/exchange-error';
export { execute, findViolation, type Call, type Outcome, type RecordWrite, type Writes } from './kernel/execute';
export {
  Currency,
  FileName,
  formats,
  idKinds,
  Instant,
  isInstant,
  isText,
  OneOf,
  Title,
  type IdKind,
  type LanguageMap,
  type Page,
} from './kernel/forms';
export { Hash, hashBytes, hashJson, isSameHash, Digest, TreeHash } from './kernel/hash';
export type { HistoryEntry } from './kernel/history';
export { deriveListingId, hashOrigin, makeImportId, makeRandomId } from './kernel/ids';
export { fromStateKey, toStateKey, type Key } from './kernel/key';
export { encodeKeyPolicy } from './kernel/key-policy';
export { checkAllowed, checkPermitted, roles, type Actor, type Lifecycle, type Role } from './kernel/lifecycle';
export { isInTree, computeMerkleProof, computeMerkleRoot, type MerkleStep } from './kernel/merkle';
export { believeStored, type Awaitable, type Ledger, type Reader, type RecordReader, type SealedStep, type Store } from './kernel/reader';
export { Change, parseRecord, schemaVersion, type Recorded, type Trail } from './kernel/record';
export * from './kernel/routes';
export { isKeptText, KeptText, makeTextKey } from './kernel/kept-text';
export { TextAnswer } from './kernel/read-text';
export { hashSalted, Salt } from './kernel/salted';
export { Session, type Anchor, type Charter } from './kernel/session';
export { stanceLifecycle, stanceSlots, type StanceRecord, type StanceSlot, type StanceState } from './kernel/stance';
export { toInstant, getChangeTime, getLatest } from './kernel/time';
export { listStatements, type Statement } from './kernel/statement';
export { listMembers, listSaid, undoLast } from './kernel/trail';
export { hashWithoutTexts, longestText, Reason, reasonCodes, TextHash, type ReasonCode } from './kernel/text';
export { upgradeRecord } from './kernel/upgrade';
export type { Voice, VoiceStep } from './kernel/voice';
export { fromAnchorKey, makeAnchorKey, makeWitnessKey, nameStep } from './kernel/anchor-key';
export { vouchFor } from './kernel/vouch';
export { recordOf, type Author } from './kernel/write-record';
export { charter, voices } from './charter';
export {
  isReason,
  isTextHash,
  listTextPlaces,
  sealTexts,
  toWrittenForm,
  Words,
  WrittenReason,
  WrittenText,
  type TextToKeep,
  type Written,
} from './kernel/written';
export { encodeWrites, nameCollection, type WriteSet } from './kernel/write-set';
export { identifyCaller, participantAttribute, type Identity } from './identify-caller';
export { invoke, type Invocation } from './invoke';
export { indexes, keys } from './keys';
export type { Approver } from './nouns/authorisation/approvers';
export {
  readAuthorisation,
  countSlotsBehind,
  stateOfAuthorisation,
  type AuthorisationFacts,
} from './nouns/authorisation/read-authorisation';
export * from './nouns/authorisation/records';
export { computeAuthorisationState, type StateFacts } from './nouns/authorisation/state';
export { hashTerms } from './nouns/authorisation/terms';
export { findStop, type Access } from './nouns/delivery/check-flow';
export { hashFeed } from './nouns/delivery/feed-windows';
export { readAccess, readDelivery, stateOfDelivery } from './nouns/delivery/read-delivery';
export * from './nouns/delivery/records';
export * from './nouns/dispute/records';
export { readPageLimit } from './nouns/exchange/found-exchange';
export { hashFounding } from './nouns/exchange/check-agreed';
export * from './nouns/exchange/records';
export { Preset, demonstrationAreas } from './nouns/exchange/sector-presets';
export { checkContent, checkSize, type ContentLimits } from './nouns/listing/check-content';
export { checkCeiling, findMandate, readMandated, type MandatedFacts } from './nouns/listing/check-mandate';
export {
  ListingContent,
  hashDeliverable,
  findDisclosedPrice,
  findMissing,
  listHeld,
  isPublic,
  getListAmount,
  getListPrice,
  getPublicCharge,
  ListPrice,
  type Distribution,
  type HeldDistribution,
} from './nouns/listing/content';
export { findListed } from './nouns/listing/find-listed';
export { makeVersionId } from './nouns/listing/keys';
export { viewStanding } from './nouns/listing/listing';
export { isListingHidden } from './nouns/listing/read-listing';
export { readStanding, type StandingFacts } from './nouns/listing/read-state';
export * from './nouns/listing/records';
export type { Spatial } from './nouns/listing/spatial';
export * from './nouns/mandate/records';
export * from './nouns/participant/records';
export { Policy, findDenial, type Denial, type Use } from './nouns/policy/policy';
export { quotas, type QuotaKind, type QuotaRecord } from './nouns/quota/records';
export { readQuota } from './nouns/quota/take-quota';
export { makeRefusedInputKey } from './nouns/refusal/keys';
export * from './nouns/refusal/records';
export * from './nouns/resource/records';
export { findGap, type StandingUse } from './nouns/standing/coverage';
export * from './nouns/standing/records';
export { chargeOf, checkKind } from './nouns/trade/check-kind';
export { priceSlipKey } from './nouns/trade/keys';
export { readTrade, stateOfTrade, type TradeFacts } from './nouns/trade/read-trade';
export * from './nouns/trade/records';
export { rulesVersion } from './rules-version';
export * from './transactions';
export { waits } from './waits';
