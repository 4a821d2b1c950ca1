import {
  verifyLedger,
  type Blocks,
  type Check,
  type ProblemCode,
  type VerificationReport,
  type VerifyOptions,
} from '@databund/ledger-verifier';
import { describeError } from './audit-error';
import { ChangeInspector, type ChangeCheck, type ChangeProblemCode } from './change-inspector';
import { InvariantChecker, type InvariantResult } from './invariants/check-invariants';
import { ReExecutor, type ReplayCode, type ReplayReport } from './replay/re-executor';

/** Pinned roots that the verification of an exchange trusts, and what its parties disclosed. */
export interface ExchangeOptions extends Pick<VerifyOptions, 'pinnedRoots' | 'progress'> {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
  /** Texts of transient values, such as price slips as canonical JSON. Transactions with other ones are checked by their hashes. */
  readonly disclosed?: readonly string[];
}

type ExchangeProblemCode = ProblemCode | ChangeProblemCode | ReplayCode;

/** The report on an exchange's ledger, with the result of each invariant. */
export interface ExchangeReport
  extends VerificationReport<ExchangeProblemCode, Check | ChangeCheck>, Omit<ReplayReport, 'findings' | 'findingCount'> {
  /** True if the ledger has no problem, every block could be replayed, and every invariant holds. */
  readonly verified: boolean;
  readonly invariants: readonly InvariantResult[];
  /** Why blocks could not be replayed, in their order: the invariants were not checked over them. */
  readonly notReplayed: readonly string[];
}

const keptProblems = 100;

/** Verifies an exchange in one pass over its blocks: the ledger, the changes of records, every call by its rules, and the sixteen invariants. */
export async function verifyExchange(blocks: Blocks, options: ExchangeOptions = {}): Promise<ExchangeReport> {
  const { chaincode, disclosed, ...ledgerOptions } = options;
  const ofChaincode = chaincode === undefined ? {} : { chaincode };
  const reExecutor = new ReExecutor({ ...ofChaincode, ...(disclosed && { disclosed }) });
  const checker = new InvariantChecker({ ...ofChaincode, reExecutor });
  const notReplayed: string[] = [];
  const report = await verifyLedger(checkAlong(checker, blocks, notReplayed), {
    ...ledgerOptions,
    inspector: new ChangeInspector(chaincode),
  });
  const invariants = checker.getResults();
  const holds = invariants.every(({ violationCount }) => violationCount === 0);
  const { findings, findingCount, ...counts } = reExecutor.getReport();
  return {
    ...report,
    verified: report.verified && notReplayed.length === 0 && findingCount === 0 && holds,
    problems: [...report.problems, ...findings].slice(0, keptProblems),
    problemCount: report.problemCount + findingCount,
    ...counts,
    invariants,
    notReplayed,
  };
}

/** Yields each block after the invariants were checked over it. */
async function* checkAlong(checker: InvariantChecker, blocks: Blocks, notReplayed: string[]): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    await checker.checkBlock(block).catch((error: unknown) => notReplayed.push(describeError(error)));
    yield block;
  }
}
