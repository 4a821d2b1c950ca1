export { AuditError, type AuditErrorCode } from './audit-error';
export { ChangeInspector, type ChangeCheck, type ChangeProblemCode } from './change-inspector';
export type { ChangeSigner } from './change-signer';
export { readPinnedRoots } from './connection-roots';
export {
  checkInvariants,
  InvariantChecker,
  type InvariantOptions,
  type InvariantResult,
  type Violation,
} from './invariants/check-invariants';
export * from './evidence/index';
export * from './reports/index';
export { readHistory, type HistoryOptions, type SignedChange } from './read-history';
export { ReExecutor, type ReExecutorOptions, type ReplayCode, type ReplayReport } from './replay/re-executor';
export type { Rules } from './replay/rules';
export { rulesByVersion } from './replay/rules-by-version';
export { historyTypes, RecordHistory, type RecordChange } from './record-history';
export { verifyExchange, type ExchangeOptions, type ExchangeReport } from './verify-exchange';
