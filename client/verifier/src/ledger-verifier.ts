import { decodeBlock, type Block } from './blocks/block';
import { isSameBytes, toHex } from './blocks/bytes';
import type { ChannelConfig } from './blocks/channel-config';
import { isConfig } from './blocks/transaction';
import { adoptConfig } from './checks/adopt-config';
import { examineTransaction, type ExaminedTransaction } from './checks/examine-transaction';
import { isJustified, isReadProblem, listExpectedFlags } from './checks/recorded-flag';
import { nameFlag, validationCodes } from './checks/validation-codes';
import { findSignatureFault } from './checks/verify-block-signatures';
import { ChainVerifier } from './checks/verify-chain';
import { EndVerifier } from './checks/verify-end';
import { verifyMetadata } from './checks/verify-metadata';
import { TimeVerifier } from './checks/verify-times';
import { FindingLog } from './finding-log';
import { NetworkRecorder } from './pins/network-recorder';
import { printProblem } from './print-key';
import { checks, type Check, type ProblemCode, type VerificationReport } from './report';
import { ReplayedState } from './state/replayed-state';
import { TransactionIds } from './state/transaction-ids';
import { describeVerdict, isPinned, listTrusted } from './verdict';
import { describeError } from './verifier-error';
import type { VerifyOptions } from './verify-options';

const { VALID, NOT_VALIDATED, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = validationCodes;
/** Flags of transactions that were endorsed as the policies require. */
const endorsedFlags: ReadonlySet<number> = new Set([VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT]);

/** Verifies the blocks of a channel one after another. */
export class LedgerVerifier<Code extends string, Kind extends string> {
  private readonly findings = new FindingLog<ProblemCode | Code, Check | Kind>();
  private readonly chain = new ChainVerifier();
  private readonly state = new ReplayedState();
  private readonly txIds = new TransactionIds();
  private readonly byFlag: Record<string, number> = {};
  private readonly network: NetworkRecorder;
  private readonly end: EndVerifier;
  private readonly times: TimeVerifier;
  private config: ChannelConfig | undefined;
  private lastConfigBlock = 0;
  private lastCommitHash: Uint8Array = new Uint8Array();
  private blocks = 0;
  private transactions = 0;
  private longestGapMs = 0;

  constructor(private readonly options: VerifyOptions<Code, Kind>) {
    this.network = new NetworkRecorder(options.pins ?? {}, this.findings);
    this.end = new EndVerifier(options, this.findings);
    this.times = new TimeVerifier(this.findings, options.skewMs);
  }

  /** Verifies the next block; one that cannot be read is reported, and the blocks behind it are verified. */
  verify(bytes: Uint8Array): void {
    const expected = this.chain.beginBlock();
    this.blocks += 1;
    try {
      this.verifyBlock(decodeBlock(bytes), expected);
    } catch (error) {
      this.chain.forgetHash();
      this.findings.report({ code: 'BLOCK_UNREADABLE', block: expected, details: describeError(error) });
    }
    const { blocks, transactions, findings } = this;
    this.options.progress?.({ blocks, transactions, problemCount: findings.problemCount });
  }

  buildReport(): VerificationReport<ProblemCode | Code, Check | Kind> {
    this.end.finish();
    const { findings, blocks, transactions, byFlag, longestGapMs, options } = this;
    const { problems, problemCount } = findings;
    const result = {
      verified: problemCount === 0 && blocks > 0,
      pinned: isPinned(options),
      trusted: listTrusted(options),
      channel: this.config?.channel ?? '',
      blocks,
      transactions,
      byFlag,
      checked: findings.getCounts([...checks, ...(options.inspector?.checks ?? [])]),
      longestGapMs,
      lastBlockHash: this.chain.lastBlockHash,
      network: this.network.getDescription(),
      problems: problems.map(printProblem),
      problemCount,
    };
    return { ...result, verdict: describeVerdict(result) };
  }

  private verifyBlock(block: Block, expected: number): void {
    this.chain.verify(block, expected, this.findings);
    this.end.addBlock(block.number, toHex(block.headerHash));
    if (block.number === 0) this.network.recordGenesis(toHex(block.headerHash));
    else this.verifyOrderers(block);
    this.state.beginBlock(block.number);
    const examined = this.examineAll(block);
    if (examined.some(({ transaction }) => transaction && isConfig(transaction))) this.lastConfigBlock = block.number;
    verifyMetadata(block, this.lastConfigBlock, this.findings);
    for (const each of examined) this.settleOrReport(each);
    for (const { transaction } of examined) if (transaction) this.txIds.add(transaction.txId);
    this.verifyCommitHash(block);
    this.measureGap(block, examined);
    const { config, state } = this;
    if (config) this.network.recordDefinitions(state.changedDefinitions, state, { config, block: block.number });
  }

  private verifyOrderers(block: Block): void {
    const fault = this.config ? findSignatureFault(block, this.config) : 'no configuration says who orders';
    const problem = { code: 'BLOCK_SIGNATURE', block: block.number, ...(fault !== undefined && { details: fault }) } as const;
    this.findings.check('blockSignatures', fault === undefined, problem);
  }

  /** Fabric's first pass: each transaction by itself, against the state before the block. */
  private examineAll({ number, data, flags }: Block): readonly ExaminedTransaction[] {
    const { config, state, txIds } = this;
    const context = { config, state, txIds, changing: new Set<string>(), seen: new Set<string>() };
    return data.map((envelope, index) => {
      const flag = flags[index] ?? NOT_VALIDATED;
      this.transactions += 1;
      this.byFlag[nameFlag(flag)] = (this.byFlag[nameFlag(flag)] ?? 0) + 1;
      return examineTransaction(envelope, { block: number, index, flag }, context);
    });
  }

  /** Reports content that is malformed deep inside a transaction, so that the transactions behind it are still checked. */
  private settleOrReport(examined: ExaminedTransaction): void {
    for (const details of examined.transaction?.notes ?? []) this.findings.report({ ...examined.at, code: 'FIELD_UNKNOWN', details });
    try {
      this.settle(examined);
    } catch (error) {
      this.findings.report({ ...examined.at, code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
    }
  }

  /** Fabric's second pass: one after the other, reads against the current state; valid transactions are applied. */
  private settle(examined: ExaminedTransaction): void {
    const { transaction, flag, findings } = examined;
    if (transaction && isConfig(transaction)) {
      this.findings.add(findings);
      if (flag === VALID) this.adopt(examined);
      else this.verifyInvalidation(examined);
      return;
    }
    this.verifyReads(examined);
    this.addTime(examined);
    if (flag === VALID) this.apply(examined);
    else this.verifyInvalidation(examined);
  }

  private adopt({ transaction, at }: ExaminedTransaction): void {
    if (!transaction) return;
    const adoption = { at, findings: this.findings, pinnedRoots: this.options.pinnedRoots };
    const config = adoptConfig(transaction, this.config, adoption);
    if (config && config !== this.config) this.network.recordConfiguration(config, at.block);
    this.config = config;
  }

  private verifyReads({ transaction, at, findings }: ExaminedTransaction): void {
    if (!transaction?.action) return;
    const stale = this.state.findStaleRead(transaction.action.accesses);
    const code = stale?.isRange === true ? 'RANGE_CHANGED' : 'READ_VERSION';
    findings.check('reads', stale === undefined, { ...at, code, ...(stale && { key: stale.key }) });
  }

  /** Compares times of transactions that were endorsed without a fault: a forger must not make those of others look wrong. */
  private addTime({ transaction, signers, flag, at, findings: { problems } }: ExaminedTransaction): void {
    const mspId = signers?.creator?.mspId;
    if (!transaction || mspId === undefined || !endorsedFlags.has(flag)) return;
    if (problems.every(({ code }) => isReadProblem(code))) this.times.add({ at, mspId, timeMs: transaction.timeMs });
  }

  private apply(examined: ExaminedTransaction): void {
    this.findings.add(examined.findings);
    this.inspect(examined);
    const accesses = examined.transaction?.action?.accesses ?? [];
    for (const access of accesses) this.state.apply(access, `${examined.at.block}.${examined.index}`);
  }

  private inspect({ transaction, signers, at }: ExaminedTransaction): void {
    if (!transaction?.action || !signers) return;
    const { txId, timeMs, action } = transaction;
    const { chaincode, accesses, event } = action;
    this.options.inspector?.inspect({ block: at.block, txId, timeMs, chaincode, accesses, event, ...signers }, this.findings);
  }

  /** Requires a reason for each transaction that a block calls invalid, because the flag keeps its writes from the ledger. */
  private verifyInvalidation({ flag, at, findings: { problems } }: ExaminedTransaction): void {
    if (flag === NOT_VALIDATED || isJustified(flag, problems)) return;
    const found = problems.length === 0 ? 'no problem' : problems.map(({ code }) => code).join(', ');
    const expected = listExpectedFlags(problems) ?? [];
    const names = expected.length === 0 ? nameFlag(VALID) : expected.map(nameFlag).join(' or ');
    this.findings.report({ ...at, code: 'FLAG_UNFOUNDED', details: `flag ${nameFlag(flag)}, ${found} found, ${names} expected` });
  }

  /** Compares the commit hash. Peers do not sign it, so it shows a damaged store rather than a forged one. */
  private verifyCommitHash({ number, flags, commitHash }: Block): void {
    const previous = this.lastCommitHash;
    this.lastCommitHash = commitHash;
    if (number === 0) return;
    if (commitHash.length === 0) {
      this.findings.report({ code: 'COMMIT_HASH_MISSING', block: number, details: 'peers write one with every block from block 1 on' });
      return;
    }
    const computed = this.state.updates.computeCommitHash(flags, previous);
    if (!computed) return;
    const details = `${toHex(commitHash)}, ${toHex(computed)} expected`;
    this.findings.check('commitHashes', isSameBytes(computed, commitHash), { code: 'COMMIT_HASH', block: number, details });
  }

  private measureGap({ number }: Block, examined: readonly ExaminedTransaction[]): void {
    const times = number === 0 ? [] : examined.flatMap(({ transaction }) => transaction?.timeMs ?? []);
    const newestMs = Math.max(0, ...times);
    for (const timeMs of times) this.longestGapMs = Math.max(this.longestGapMs, newestMs - timeMs);
  }
}
