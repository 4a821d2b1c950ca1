/** What may be wrong with a ledger. */
export type ProblemCode =
  | 'BLOCK_UNREADABLE'
  | 'BLOCK_NUMBER'
  | 'PREVIOUS_HASH'
  | 'DATA_HASH'
  | 'BLOCK_SIGNATURE'
  | 'ROOT_NOT_PINNED'
  | 'FLAGS_MISSING'
  | 'TRANSACTION_UNREADABLE'
  | 'CREATOR_INVALID'
  | 'CREATOR_EXPIRED'
  | 'CREATOR_SIGNATURE'
  | 'TRANSACTION_ID'
  | 'TRANSACTION_TWICE'
  | 'PROPOSAL_HASH'
  | 'ENDORSEMENT_INVALID'
  | 'POLICY_UNSATISFIED'
  | 'READ_VERSION'
  | 'CONFLICT_NOT_FOUND'
  | 'STANCE_FOREIGN'
  | 'REVISION'
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
}
