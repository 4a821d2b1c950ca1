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

/** Pinned roots that the verification of an exchange trusts. */
export interface ExchangeOptions extends Pick<VerifyOptions, 'pinnedRoots' | 'progress'> {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
}

/** The report on an exchange's ledger, with the result of each invariant. */
export interface ExchangeReport extends VerificationReport<ProblemCode | ChangeProblemCode, Check | ChangeCheck> {
  /** True if the ledger has no problem, every block could be replayed, and every invariant holds. */
  readonly verified: boolean;
  readonly invariants: readonly InvariantResult[];
  /** True if one organisation is both operator and authority of the exchange, as its founding document says. */
  readonly oneOverseer: boolean;
  /** Why blocks could not be replayed, in their order: the invariants were not checked over them. */
  readonly notReplayed: readonly string[];
}

/** Verifies an exchange in one pass over its blocks: the ledger, the changes of records, and the sixteen invariants. */
export async function verifyExchange(blocks: Blocks, { chaincode, ...options }: ExchangeOptions = {}): Promise<ExchangeReport> {
  const checker = new InvariantChecker(chaincode === undefined ? {} : { chaincode });
  const notReplayed: string[] = [];
  const report = await verifyLedger(checkAlong(checker, blocks, notReplayed), { ...options, inspector: new ChangeInspector(chaincode) });
  const invariants = checker.getResults();
  const holds = invariants.every(({ violationCount }) => violationCount === 0);
  return {
    ...report,
    verified: report.verified && notReplayed.length === 0 && holds,
    invariants,
    oneOverseer: await checker.hasOneOverseer(),
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
