import {
  prepareBlocks,
  printProblem,
  verifyLedger,
  type Blocks,
  type Check,
  type Problem,
  type ProblemCode,
  type VerificationReport,
  type VerifyOptions,
} from '@databund/ledger-verifier';
import { describeError } from './audit-error';
import { ChangeInspector, type ChangeCheck, type ChangeProblemCode } from './change-inspector';
import { describeAudit, describeExchange, findFoundingFault, listExchangeTrust, readFounding, type FoundingCode } from './exchange-verdict';
import { InvariantChecker, type InvariantResult } from './invariants/check-invariants';
import { ReExecutor, type ReplayCode, type ReplayReport } from './replay/re-executor';

/** Facts that the verification of an exchange is given to trust, and texts that its parties disclosed. */
export interface ExchangeOptions extends Omit<VerifyOptions, 'inspector'> {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
  /** Texts of transient values, such as price slips as canonical JSON. Transactions with other ones are checked by their hashes. */
  readonly disclosed?: readonly string[];
  /** Texts that no block may contain. */
  readonly secrets?: readonly string[];
  /** A peer's public state of the chaincode, to be compared with what the blocks leave. */
  readonly publicState?: Iterable<readonly [key: string, value: Uint8Array]>;
}

/** The fault of an invariant, by its number. */
type InvariantCode = `INVARIANT_${number}`;
type ExchangeProblemCode = ProblemCode | ChangeProblemCode | ReplayCode | FoundingCode | InvariantCode;
type ExchangeProblem = Problem<ExchangeProblemCode>;

/** The report on an exchange's ledger, with the result of each invariant. */
export interface ExchangeReport
  extends VerificationReport<ExchangeProblemCode, Check | ChangeCheck>, Omit<ReplayReport, 'findings' | 'findingCount'> {
  /** True if the ledger has no problem, every block could be replayed, and every invariant holds. */
  readonly verified: boolean;
  readonly invariants: readonly InvariantResult[];
  /** True if one organisation is both operator and authority of the exchange, as its founding document says. */
  readonly oneOverseer: boolean;
  /** Why blocks could not be replayed, in their order: the invariants were not checked over them. */
  readonly notReplayed: readonly string[];
}

const keptProblems = 100;

/** Verifies an exchange in one pass over its blocks: the ledger, the changes of records, every call by its rules, and the sixteen invariants. */
export async function verifyExchange(blocks: Blocks, options: ExchangeOptions = {}): Promise<ExchangeReport> {
  const { chaincode, disclosed, secrets, publicState, ...ledgerOptions } = options;
  const ofChaincode = chaincode === undefined ? {} : { chaincode };
  const reExecutor = new ReExecutor({ ...ofChaincode, ...(disclosed && { disclosed }) });
  const checker = new InvariantChecker({ ...ofChaincode, reExecutor, ...(secrets && { secrets }) });
  const notReplayed: string[] = [];
  const report = await verifyLedger(checkAlong(checker, prepareBlocks(blocks, options), notReplayed), {
    ...ledgerOptions,
    isParallel: false, // The blocks are prepared already.
    inspector: new ChangeInspector(chaincode),
  });
  if (publicState) checker.compareState(publicState);
  const invariants = checker.getResults();
  const founding = await readFounding(checker.replayedState);
  const { findings, findingCount, ...counts } = reExecutor.getReport();
  const fault = findFoundingFault(founding, options.pins ?? {});
  const unfounded: readonly ExchangeProblem[] = fault === undefined ? [] : [{ code: 'FOUNDING_NOT_PINNED', block: 0, details: fault }];
  const violated = invariants.reduce((sum, { violationCount }) => sum + violationCount, 0);
  const problemCount = report.problemCount + findingCount + violated + unfounded.length;
  const trusted = listExchangeTrust(options);
  const result = {
    ...report,
    verified: report.verified && notReplayed.length === 0 && problemCount === 0,
    pinned: trusted.every((each) => each === 'height'),
    trusted,
    network: describeExchange(report.network, founding),
    problems: [...report.problems, ...unfounded, ...findings, ...listViolations(invariants)].slice(0, keptProblems).map(printProblem),
    problemCount,
    ...counts,
    invariants,
    oneOverseer: founding.hasOneOverseer,
    notReplayed,
  };
  return { ...result, verdict: describeAudit(result, founding) };
}

/** Lists the violations of invariants as problems, each with the number and the name of its invariant. */
function listViolations(invariants: readonly InvariantResult[]): readonly ExchangeProblem[] {
  return invariants.flatMap(({ number, name, violations }) =>
    violations.map(({ details, ...at }): ExchangeProblem => ({ ...at, code: `INVARIANT_${number}`, details: `${name}: ${details}` })),
  );
}

/** Yields each block after the invariants were checked over it. */
async function* checkAlong(checker: InvariantChecker, blocks: Blocks, notReplayed: string[]): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    await checker.checkBlock(block).catch((error: unknown) => notReplayed.push(describeError(error)));
    yield block;
  }
}
