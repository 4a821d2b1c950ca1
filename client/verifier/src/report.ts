import type { NetworkDescription } from './pins/network';

/** The faults that a ledger may have. */
export type ProblemCode =
  // Blocks
  | 'BLOCK_UNREADABLE'
  | 'BLOCK_EMPTY'
  | 'BLOCK_NUMBER'
  | 'PREVIOUS_HASH'
  | 'DATA_HASH'
  | 'COMMIT_HASH'
  | 'COMMIT_HASH_MISSING'
  | 'BLOCK_SIGNATURE'
  | 'FIELD_UNKNOWN'
  | 'METADATA_UNEXPECTED'
  | 'LAST_CONFIG'
  // The end of the ledger
  | 'HEIGHT'
  | 'CHECKPOINT'
  // The channel's configuration
  | 'CONFIG_MISSING'
  | 'CONFIG_SEQUENCE'
  | 'CONFIG_UPDATE'
  | 'ROOT_NOT_PINNED'
  | 'NETWORK_NOT_PINNED'
  | 'POLICY_VACUOUS'
  // Validation flags
  | 'FLAGS_MISSING'
  | 'FLAG_UNFOUNDED'
  // Transactions
  | 'TRANSACTION_UNREADABLE'
  | 'TRANSACTION_ID'
  | 'TRANSACTION_TWICE'
  | 'TIME_AHEAD'
  | 'CHANNEL_FOREIGN'
  | 'CHAINCODE_FOREIGN'
  | 'CHAINCODE_UNDEFINED'
  | 'EVENT_FOREIGN'
  | 'NAMESPACE_TWICE'
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
  'configUpdates',
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
  /** Who created the transaction, such as the MSP id and the role. */
  readonly actor?: string;
  readonly key?: string;
  readonly details?: string;
}

/** The parts of a network that a verification can only believe unless they are pinned. */
export type Trusted =
  'root certificates' | 'channel policies' | 'orderers' | 'chaincode definitions' | 'founding document' | 'height of the ledger';

/** The result of a verification. `verified` means that at least one block was checked and no problem was found. */
export interface VerificationReport<Code extends string = ProblemCode, Kind extends string = Check> {
  readonly verified: boolean;
  /** One sentence: the result, how much was checked, and what was taken on trust. */
  readonly verdict: string;
  /** True if roots, policies, orderers and chaincode definitions are pinned: nothing but the ledger's height is left to trust. */
  readonly pinned: boolean;
  /** What was believed, because nothing pins it. */
  readonly trusted: readonly Trusted[];
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
  /** What the ledger says about its network, in the form in which it can be pinned. */
  readonly network: NetworkDescription;
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
