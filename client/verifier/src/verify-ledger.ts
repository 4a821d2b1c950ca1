import { decodeBlock, type Block } from './blocks/block';
import { isSameBytes } from './blocks/bytes';
import type { ChannelConfig } from './blocks/channel-config';
import { isConfig } from './blocks/transaction';
import { adoptConfig } from './checks/adopt-config';
import { examineTransaction, type ExaminedTransaction } from './checks/examine-transaction';
import { isJustified, nameFlag } from './checks/recorded-flag';
import { isSignedByOrderers } from './checks/verify-block-signatures';
import { ChainVerifier } from './checks/verify-chain';
import { FindingLog } from './finding-log';
import type { PinnedRoots } from './identity/root-folder';
import type { Inspector } from './inspector';
import { peer } from './protos';
import { checks, type Check, type ProblemCode, type VerificationReport } from './report';
import { ReplayedState } from './state/replayed-state';
import { describeError } from './verifier-error';

/** Blocks of a channel from block 0 on, each a serialised common.Block. */
export type Blocks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Pinned roots that a verification trusts, and checks that it makes in addition. */
export interface VerifyOptions<Code extends string = never, Kind extends string = never> {
  /** Root certificates of every MSP of the channel. Without them the roots in block 0 are believed. */
  readonly pinnedRoots?: PinnedRoots;
  /** Checks an application's own rules. */
  readonly inspector?: Inspector<Code, Kind>;
  /** Called after each block with what was verified so far. */
  readonly progress?: (verified: { readonly blocks: number; readonly transactions: number }) => void;
}

const { VALID, NOT_VALIDATED } = peer.TxValidationCode;

/** Verifies a channel from its blocks alone: hashes, signatures, policies, and every validation flag. */
export async function verifyLedger<Code extends string = never, Kind extends string = never>(
  blocks: Blocks,
  options: VerifyOptions<Code, Kind> = {},
): Promise<VerificationReport<ProblemCode | Code, Check | Kind>> {
  const verifier = new LedgerVerifier(options);
  for await (const bytes of blocks) verifier.verify(bytes);
  return verifier.buildReport();
}

class LedgerVerifier<Code extends string, Kind extends string> {
  private readonly findings = new FindingLog<ProblemCode | Code, Check | Kind>();
  private readonly chain = new ChainVerifier();
  private readonly state = new ReplayedState();
  private readonly txIds = new Set<string>();
  private readonly byFlag: Record<string, number> = {};
  private config: ChannelConfig | undefined;
  private lastCommitHash: Uint8Array = new Uint8Array();
  private blocks = 0;
  private transactions = 0;
  private longestGapMs = 0;

  constructor(private readonly options: VerifyOptions<Code, Kind>) {}

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
    this.options.progress?.({ blocks: this.blocks, transactions: this.transactions });
  }

  buildReport(): VerificationReport<ProblemCode | Code, Check | Kind> {
    const { findings, blocks, transactions, byFlag, longestGapMs } = this;
    return {
      verified: findings.problemCount === 0 && blocks > 0,
      channel: this.config?.channel ?? '',
      blocks,
      transactions,
      byFlag,
      checked: findings.getCounts([...checks, ...(this.options.inspector?.checks ?? [])]),
      longestGapMs,
      lastBlockHash: this.chain.lastBlockHash,
      problems: findings.problems,
      problemCount: findings.problemCount,
    };
  }

  private verifyBlock(block: Block, expected: number): void {
    this.chain.verify(block, expected, this.findings);
    if (block.number > 0) {
      const isSigned = this.config !== undefined && isSignedByOrderers(block, this.config);
      this.findings.check('blockSignatures', isSigned, { code: 'BLOCK_SIGNATURE', block: block.number });
    }
    this.state.beginBlock(block.number);
    const examined = this.examineAll(block);
    for (const each of examined) this.settleOrReport(each);
    for (const { transaction } of examined) if (transaction) this.txIds.add(transaction.txId);
    this.verifyCommitHash(block);
    this.measureGap(block, examined);
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
    try {
      this.settle(examined);
    } catch (error) {
      this.findings.report({ ...examined.at, code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
    }
  }

  /** Fabric's second pass: one after the other, reads against the current state; valid transactions are applied. */
  private settle(examined: ExaminedTransaction): void {
    const { transaction, flag, findings, at } = examined;
    if (transaction && isConfig(transaction)) {
      this.findings.add(findings);
      const adoption = { block: at.block, findings: this.findings, pinnedRoots: this.options.pinnedRoots };
      if (flag === VALID) this.config = adoptConfig(transaction, this.config, adoption);
      return;
    }
    this.verifyReads(examined);
    if (flag === VALID) this.apply(examined);
    else this.verifyInvalidation(examined);
  }

  private verifyReads({ transaction, at, findings }: ExaminedTransaction): void {
    if (!transaction?.action) return;
    const stale = this.state.findStaleRead(transaction.action.accesses);
    const code = stale?.isRange === true ? 'RANGE_CHANGED' : 'READ_VERSION';
    findings.check('reads', stale === undefined, { ...at, code, ...(stale && { key: stale.key }) });
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
    this.findings.report({ ...at, code: 'FLAG_UNFOUNDED', details: `flag ${nameFlag(flag)}, ${found} found` });
  }

  /** Compares the commit hash. Peers do not sign it, so it shows a damaged store rather than a forged one. */
  private verifyCommitHash({ number, flags, commitHash }: Block): void {
    const previous = this.lastCommitHash;
    this.lastCommitHash = commitHash;
    if (commitHash.length === 0 && previous.length === 0) return;
    const computed = this.state.updates.computeCommitHash(flags, previous);
    if (computed) this.findings.check('commitHashes', isSameBytes(computed, commitHash), { code: 'COMMIT_HASH', block: number });
  }

  private measureGap({ number }: Block, examined: readonly ExaminedTransaction[]): void {
    const times = number === 0 ? [] : examined.flatMap(({ transaction }) => transaction?.timeMs ?? []);
    const newestMs = Math.max(0, ...times);
    for (const timeMs of times) this.longestGapMs = Math.max(this.longestGapMs, newestMs - timeMs);
  }
}
