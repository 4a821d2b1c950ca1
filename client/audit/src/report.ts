/** What may be wrong with a ledger. */
export type ProblemCode =
  // Blocks
  | 'BLOCK_UNREADABLE'
  | 'BLOCK_NUMBER'
  | 'PREVIOUS_HASH'
  | 'DATA_HASH'
  | 'COMMIT_HASH'
  | 'BLOCK_SIGNATURE'
  // The channel’s configuration
  | 'CONFIG_MISSING'
  | 'CONFIG_SEQUENCE'
  | 'ROOT_NOT_PINNED'
  | 'POLICY_VACUOUS'
  // Flags
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
  | 'RANGE_CHANGED'
  // The exchange’s own rules
  | 'STANCE_FOREIGN'
  | 'STANCE_NOT_PENDING'
  | 'REVISION'
  | 'CHANGE_MISSING'
  | 'CHANGE_TRANSACTION'
  | 'CHANGE_ACTOR';

/** One thing that is wrong, and where. */
export interface Problem {
  readonly code: ProblemCode;
  readonly block: number;
  readonly transaction?: string;
  readonly key?: string;
  readonly details?: string;
}

/** What a verification found. `verified` means that nothing is wrong and something was checked. */
export interface VerificationReport {
  readonly verified: boolean;
  readonly channel: string;
  readonly blocks: number;
  readonly transactions: number;
  /** Transactions by their recorded validation code. */
  readonly byFlag: Readonly<Record<string, number>>;
  /** How often each check was made. */
  readonly checked: Readonly<Record<Check, number>>;
  /** The longest time, in milliseconds, between a transaction’s own time and the newest in its block. */
  readonly longestGapMs: number;
  /** Header hash of the last block, hex: what two auditors compare. */
  readonly lastBlockHash: string;
  /** At most a hundred; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

const checks = [
  'hashChain',
  'commitHashes',
  'blockSignatures',
  'creatorSignatures',
  'endorsementSignatures',
  'policies',
  'reads',
  'stances',
  'revisions',
] as const;
/** The kinds of checks. */
export type Check = (typeof checks)[number];

const keptProblems = 100;

/** Gathers what the checks find. */
export class Findings {
  readonly checked = Object.fromEntries(checks.map((name) => [name, 0])) as Record<Check, number>;
  readonly problems: Problem[] = [];
  problemCount = 0;

  /** Notes that a check was made; a problem where it does not hold. Answers whether it does. */
  check(kind: Check, isRight: boolean, problem: Problem): boolean {
    this.checked[kind] += 1;
    if (!isRight) this.report(problem);
    return isRight;
  }

  /** Notes a problem. */
  report(problem: Problem): void {
    this.problemCount += 1;
    if (this.problems.length < keptProblems) this.problems.push(problem);
  }

  /** Takes over what was found elsewhere. */
  add({ checked, problems, problemCount }: Findings): void {
    for (const kind of checks) this.checked[kind] += checked[kind];
    this.problems.push(...problems.slice(0, keptProblems - this.problems.length));
    this.problemCount += problemCount;
  }
}
