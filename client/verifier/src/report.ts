/** The faults that a ledger may have. */
export type ProblemCode =
  // Blocks
  | 'BLOCK_UNREADABLE'
  | 'BLOCK_NUMBER'
  | 'PREVIOUS_HASH'
  | 'DATA_HASH'
  | 'COMMIT_HASH'
  | 'BLOCK_SIGNATURE'
  // The channel's configuration
  | 'CONFIG_MISSING'
  | 'CONFIG_SEQUENCE'
  | 'ROOT_NOT_PINNED'
  | 'POLICY_VACUOUS'
  // Validation flags
  | 'FLAGS_MISSING'
  | 'FLAG_UNFOUNDED'
  // Transactions
  | 'TRANSACTION_UNREADABLE'
  | 'TRANSACTION_ID'
  | 'TRANSACTION_TWICE'
  | 'CHANNEL_FOREIGN'
  | 'CHAINCODE_FOREIGN'
  | 'CREATOR_INVALID'
  | 'CREATOR_EXPIRED'
  | 'CREATOR_SIGNATURE'
  | 'PROPOSAL_HASH'
  // Endorsements and reads
  | 'ENDORSEMENT_INVALID'
  | 'ENDORSER_NOT_PEER'
  | 'POLICY_UNSATISFIED'
  | 'POLICY_CHANGING'
  | 'READ_VERSION'
  | 'RANGE_CHANGED';

/** The kinds of checks that are counted. */
export const checks = [
  'hashChain',
  'commitHashes',
  'blockSignatures',
  'creatorSignatures',
  'endorsementSignatures',
  'policies',
  'reads',
] as const;
/** A kind of check that is counted. */
export type Check = (typeof checks)[number];

/** One thing that is wrong, and where. An inspector adds its own codes. */
export interface Problem<Code extends string = ProblemCode> {
  readonly code: Code;
  readonly block: number;
  /** Transaction id, or `number <index>` if the transaction cannot be read. */
  readonly transaction?: string;
  readonly key?: string;
  readonly details?: string;
}

/** The result of a verification. `verified` means that at least one block was checked and no problem was found. */
export interface VerificationReport<Code extends string = ProblemCode, Kind extends string = Check> {
  readonly verified: boolean;
  readonly channel: string;
  readonly blocks: number;
  readonly transactions: number;
  /** Number of transactions by their recorded validation code. */
  readonly byFlag: Readonly<Record<string, number>>;
  /** Number of checks made, by kind. */
  readonly checked: Readonly<Record<Kind, number>>;
  /** The longest time, in milliseconds, between a transaction's timestamp and the newest in its block. */
  readonly longestGapMs: number;
  /** Header hash of the last block, hex: two auditors who compare it know that they read the same ledger. */
  readonly lastBlockHash: string;
  /** The first hundred problems; `problemCount` counts all. */
  readonly problems: readonly Problem<Code>[];
  readonly problemCount: number;
}

/** Collects what checks find. */
export interface Findings<Code extends string = ProblemCode, Kind extends string = Check> {
  /** Counts a check, and reports the problem if the check does not hold. */
  check(kind: Kind, holds: boolean, problem: Problem<Code>): void;
  /** Reports a problem. */
  report(problem: Problem<Code>): void;
}
