import { common, peer } from '@hyperledger/fabric-protos';
import { decodeBlock, isSame, sha256, type Block } from './block';
import type { ChannelConfig } from './channel-config';
import { adoptConfig } from './adopt-config';
import { examine, type Examined } from './examine-transaction';
import { flagName, isFounded } from './recorded-flag';
import { ReplayedState } from './replayed-state';
import { Findings, type VerificationReport } from './report';
import type { Version } from './state-access';
import { verifyChanges } from './verify-changes';
import { isSignedByOrderers } from './verify-block-signatures';

/** What the verifier trusts, besides mathematics, and what it is told. */
export interface VerifyOptions {
  /** Root certificates (PEM) by MSP id, of every MSP of the channel. Without them the roots in block 0 are taken at their word. */
  readonly pinnedRoots?: Readonly<Record<string, readonly string[]>>;
  /** The chaincode that keeps the exchange’s rules; `databund` by default. */
  readonly chaincode?: string;
  /** Is told after each block how much was verified. */
  readonly progress?: (sofar: { readonly blocks: number; readonly transactions: number }) => void;
}

const { VALID, NOT_VALIDATED } = peer.TxValidationCode;

/** Checks a channel from its blocks alone, block after block: an own reading of Fabric’s rules, and of the exchange’s. */
export async function verifyLedger(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const verifier = new Verifier(options);
  for await (const bytes of blocks) verifier.take(bytes);
  return verifier.report();
}

class Verifier {
  private readonly findings = new Findings();
  private readonly state = new ReplayedState();
  private readonly txIds = new Set<string>();
  private readonly byFlag: Record<string, number> = {};
  private config: ChannelConfig | undefined;
  /** Nothing where the block before could not be read. */
  private lastHash: Uint8Array | undefined = new Uint8Array();
  private lastCommitHash: Uint8Array = new Uint8Array();
  private nextNumber = 0;
  private blocks = 0;
  private transactions = 0;
  private longestGapMs = 0;

  constructor(private readonly options: VerifyOptions) {}

  take(bytes: Uint8Array): void {
    const number = this.nextNumber;
    this.blocks += 1;
    this.nextNumber += 1;
    try {
      this.verifyBlock(decodeBlock(bytes), number);
    } catch (error) {
      this.lastHash = undefined;
      this.findings.report({ code: 'BLOCK_UNREADABLE', block: number, details: error instanceof Error ? error.message : String(error) });
    }
    this.options.progress?.({ blocks: this.blocks, transactions: this.transactions });
  }

  report(): VerificationReport {
    const { findings, blocks, transactions, byFlag, longestGapMs } = this;
    return {
      verified: findings.problemCount === 0 && blocks > 0,
      channel: this.config?.channel ?? '',
      blocks,
      transactions,
      byFlag,
      checked: findings.checked,
      longestGapMs,
      lastBlockHash: Buffer.from(this.lastHash ?? []).toString('hex'),
      problems: findings.problems,
      problemCount: findings.problemCount,
    };
  }

  private verifyBlock(block: Block, expected: number): void {
    this.verifyPlace(block, expected);
    if (block.number > 0) {
      const isSigned = this.config !== undefined && isSignedByOrderers(block, this.config);
      this.findings.check('blockSignatures', isSigned, { code: 'BLOCK_SIGNATURE', block: block.number });
    }
    this.state.begin(block.number);
    const examined = this.examineAll(block);
    for (const each of examined) this.settleOrReport(each, block.number);
    for (const { transaction } of examined) if (transaction) this.txIds.add(transaction.txId);
    this.verifyCommitHash(block);
    this.noteGap(block, examined);
  }

  /** A gap is told once: what follows is held against the number that is there. */
  private verifyPlace(block: Block, expected: number): void {
    const { findings, lastHash } = this;
    const at = { block: block.number };
    if (block.number !== expected) findings.report({ ...at, code: 'BLOCK_NUMBER', details: `${String(expected)} was expected` });
    this.nextNumber = block.number + 1;
    if (lastHash) findings.check('hashChain', isSame(block.previousHash, lastHash), { ...at, code: 'PREVIOUS_HASH' });
    this.lastHash = block.headerHash;
    findings.check('hashChain', isSame(block.dataHash, sha256(...block.data)), { ...at, code: 'DATA_HASH' });
    if (block.flags.length !== block.data.length || block.flags.includes(NOT_VALIDATED)) findings.report({ ...at, code: 'FLAGS_MISSING' });
  }

  /** Fabric’s first pass: every transaction by itself, against the state before the block. */
  private examineAll({ number, data, flags }: Block): readonly Examined[] {
    const { config, state, txIds } = this;
    const changing = new Set<string>();
    const seen = new Set<string>();
    return data.map((envelope, index) => {
      const flag = flags[index] ?? NOT_VALIDATED;
      this.transactions += 1;
      this.byFlag[flagName(flag)] = (this.byFlag[flagName(flag)] ?? 0) + 1;
      return examine(envelope, { block: number, index, flag }, { config, state, txIds, changing, seen });
    });
  }

  /** What a transaction holds may be malformed deep inside; those behind it are checked all the same. */
  private settleOrReport(examined: Examined, block: number): void {
    try {
      this.settle(examined, block);
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      this.findings.report({ ...examined.at, block, code: 'TRANSACTION_UNREADABLE', details });
    }
  }

  /** Fabric’s second pass: one after the other, reads against what now stands; what is valid is applied. */
  private settle(examined: Examined, block: number): void {
    const { transaction, flag, findings } = examined;
    if (transaction?.type === common.HeaderType.CONFIG) {
      this.findings.add(findings);
      if (flag === VALID)
        this.config = adoptConfig(transaction, this.config, { block, findings: this.findings, pinnedRoots: this.options.pinnedRoots });
      return;
    }
    this.verifyReads(examined, block);
    if (flag === VALID) this.apply(examined, block);
    else this.verifyRefusal(examined, block);
  }

  private verifyReads({ transaction, at, findings }: Examined, block: number): void {
    if (!transaction?.action) return;
    const stale = this.state.staleRead(transaction.action.accesses);
    const code = stale?.isRange === true ? 'RANGE_CHANGED' : 'READ_VERSION';
    findings.check('reads', stale === undefined, { ...at, block, code, ...(stale && { key: stale.key }) });
  }

  private apply({ transaction, signers, index, at, findings }: Examined, block: number): void {
    const { state } = this;
    const version: Version = `${block}.${index}`;
    for (const access of transaction?.action?.accesses ?? []) {
      const isExchange = access.namespace === (this.options.chaincode ?? 'databund') && access.collection === '';
      const changes = isExchange && signers ? verifyChanges(access, { ...signers, at }, { state, findings }) : undefined;
      state.apply(access, version, (key) => changes?.get(key));
    }
    this.findings.add(findings);
  }

  /** A transaction may be set aside only for a reason that the blocks bear out: else its writes were kept from the ledger. */
  private verifyRefusal({ flag, at, findings: { problems } }: Examined, block: number): void {
    if (flag === NOT_VALIDATED || isFounded(flag, problems)) return;
    const found = problems.map(({ code }) => code).join(', ');
    const details = `${flagName(flag)}, though ${found === '' ? 'nothing is wrong with it' : `what is wrong is ${found}`}`;
    this.findings.report({ ...at, block, code: 'FLAG_UNFOUNDED', details });
  }

  /** Peers do not sign the commit hash: it shows a store that was damaged, not one that was forged. */
  private verifyCommitHash({ number, flags, commitHash }: Block): void {
    const previous = this.lastCommitHash;
    this.lastCommitHash = commitHash;
    if (commitHash.length === 0 && previous.length === 0) return;
    const computed = this.state.updates.commitHash(flags, previous);
    if (computed) this.findings.check('commitHashes', isSame(computed, commitHash), { code: 'COMMIT_HASH', block: number });
  }

  private noteGap({ number }: Block, examined: readonly Examined[]): void {
    const times = number === 0 ? [] : examined.flatMap(({ transaction }) => transaction?.timeMs ?? []);
    const newestMs = Math.max(0, ...times);
    for (const timeMs of times) this.longestGapMs = Math.max(this.longestGapMs, newestMs - timeMs);
  }
}
