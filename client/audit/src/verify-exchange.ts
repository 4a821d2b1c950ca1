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
import {
  describeAudit,
  describeExchange,
  findFoundingFault,
  listExchangeTrust,
  readFounding,
  type FoundingCode,
  type FoundingFacts,
} from './exchange-verdict';
import { InvariantChecker, type InvariantResult } from './invariants/check-invariants';
import { lookAhead } from './look-ahead';
import type { BlockReplayOptions } from './replay/block-replayer';
import { ReExecutor, type ReplayCode, type ReplayReport } from './replay/re-executor';
import { ReplayBeside } from './replay/replay-beside';

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

/** Bytes of blocks from which on a second thread is worth its start. */
const longBytes = 1024 * 1024;

/** Verifies an exchange in one pass over its blocks: the ledger, the changes of records, every call by its rules, and the sixteen invariants. */
export async function verifyExchange(blocks: Blocks, options: ExchangeOptions = {}): Promise<ExchangeReport> {
  const { isLong, blocks: all } = await lookAhead(blocks, longBytes);
  const beside = options.isParallel !== false && isLong ? ReplayBeside.begin(selectReplayOptions(options)) : undefined;
  try {
    return await auditBlocks(all, options, beside);
  } finally {
    beside?.close();
  }
}

/** Returns the options of a replay in a thread of its own. */
export function selectReplayOptions({ chaincode, disclosed, verifiedBlocks }: ExchangeOptions): BlockReplayOptions {
  return {
    ...(chaincode !== undefined && { chaincode }),
    ...(disclosed && { disclosed }),
    ...(verifiedBlocks !== undefined && { verifiedBlocks }),
  };
}

/** Verifies an exchange, with the replay of its calls in another thread if one is given. The report is the same. */
export async function auditBlocks(blocks: Blocks, options: ExchangeOptions, beside?: ReplayBeside): Promise<ExchangeReport> {
  const { chaincode, secrets, publicState, ...ledgerOptions } = options;
  const reExecutor = new ReExecutor(selectReplayOptions(options));
  const checker = new InvariantChecker({
    ...(chaincode !== undefined && { chaincode }),
    ...(!beside && { reExecutor }),
    ...(secrets && { secrets }),
  });
  const notReplayed: string[] = [];
  const report = await verifyLedger(checkAlong(prepareBlocks(blocks, options), { checker, beside, notReplayed }), {
    ...ledgerOptions,
    isParallel: false, // The blocks are prepared already.
    inspector: new ChangeInspector(chaincode),
  });
  if (publicState) checker.compareState(publicState);
  const replay = beside ? await beside.finish() : reExecutor.getReport();
  // A block that only the other thread could not read was not replayed either.
  for (const failure of beside?.failures ?? []) if (!notReplayed.includes(failure)) notReplayed.push(failure);
  const founding = await readFounding(checker.replayedState);
  return joinReports({ report, invariants: checker.getResults(), replay, founding, notReplayed }, options);
}

interface Parts {
  readonly report: VerificationReport<ProblemCode | ChangeProblemCode, Check | ChangeCheck>;
  readonly invariants: readonly InvariantResult[];
  readonly replay: ReplayReport;
  readonly founding: FoundingFacts;
  readonly notReplayed: readonly string[];
}

function joinReports({ report, invariants, replay, founding, notReplayed }: Parts, options: ExchangeOptions): ExchangeReport {
  const { findings, findingCount, ...counts } = replay;
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

/** Readers of each block before the ledger's own verification. */
interface Readers {
  readonly checker: InvariantChecker;
  readonly beside: ReplayBeside | undefined;
  /** Grows by the reason for each block that could not be read. */
  readonly notReplayed: string[];
}

/** Yields each block after the invariants were checked over it. */
async function* checkAlong(blocks: Blocks, { checker, beside, notReplayed }: Readers): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    await beside?.add(block);
    await checker.checkBlock(block).catch((error: unknown) => notReplayed.push(describeError(error)));
    yield block;
  }
}
