export { checkInvariants, type InvariantOptions, type InvariantResult, type Violation } from './invariants/check-invariants';
export { readBlockFolder, writeBlock } from './block-folder';
export { readPinnedRoots } from './pinned-roots';
export { readHistory, type ChangeSigner, type HistoryOptions, type SignedChange } from './read-history';
export type { Problem, ProblemCode, VerificationReport } from './report';
export { verifyExchange, type ExchangeReport } from './verify-exchange';
export { verifyLedger, type VerifyOptions } from './verify-ledger';
