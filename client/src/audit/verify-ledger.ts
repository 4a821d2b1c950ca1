import { X509Certificate } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeBlock, isSame, sha256, type Block } from './block';
import { isSignedBy } from './certificate';
import { readChannelConfig, type ChannelConfig } from './channel-config';
import type { Signer } from './membership';
import { nobody } from './policy';
import { readChange } from './recorded-change';
import { ReplayedState } from './replayed-state';
import { Findings, type VerificationReport } from './report';
import { decodeTransaction, type Transaction } from './transaction';
import { verifyTransaction } from './verify-transaction';

/** What the verifier trusts, besides mathematics. */
export interface VerifyOptions {
  /** Root certificates (PEM) by MSP id. Without them the roots in block 0 are taken at their word. */
  readonly pinnedRoots?: Readonly<Record<string, readonly string[]>>;
}

const { VALID, MVCC_READ_CONFLICT } = peer.TxValidationCode;

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
  private lastHash: Uint8Array = new Uint8Array();
  private blocks = 0;
  private transactions = 0;
  private longestGapMs = 0;

  constructor(private readonly options: VerifyOptions) {}

  take(bytes: Uint8Array): void {
    const number = this.blocks;
    this.blocks += 1;
    try {
      this.verifyBlock(decodeBlock(bytes), number);
    } catch (error) {
      this.findings.report({ code: 'BLOCK_UNREADABLE', block: number, details: error instanceof Error ? error.message : String(error) });
    }
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
      lastBlockHash: Buffer.from(this.lastHash).toString('hex'),
      problems: findings.problems,
      problemCount: findings.problemCount,
    };
  }

  private verifyBlock(block: Block, number: number): void {
    const { findings } = this;
    if (block.number !== number) findings.report({ code: 'BLOCK_NUMBER', block: number, details: String(block.number) });
    findings.check('hashChain', isSame(block.previousHash, this.lastHash), { code: 'PREVIOUS_HASH', block: number });
    this.lastHash = block.headerHash;
    findings.check('hashChain', isSame(block.dataHash, sha256(...block.data)), { code: 'DATA_HASH', block: number });
    if (block.flags.length !== block.data.length) findings.report({ code: 'FLAGS_MISSING', block: number });
    if (number > 0) findings.check('blockSignatures', this.isSigned(block), { code: 'BLOCK_SIGNATURE', block: number });
    let newestMs = 0;
    const times: number[] = [];
    for (const [index, envelope] of block.data.entries()) {
      const timeMs = this.verifyEnvelope(envelope, { number, index, flag: block.flags[index] ?? 254 });
      newestMs = Math.max(newestMs, timeMs);
      times.push(timeMs);
    }
    if (number > 0) for (const timeMs of times) this.longestGapMs = Math.max(this.longestGapMs, newestMs - timeMs);
  }

  private isSigned({ signatures, header }: Block): boolean {
    const { config } = this;
    if (!config) return false;
    const signers: Signer[] = [];
    for (const each of signatures.getSignaturesList()) {
      const signatureHeader = each.getSignatureHeader_asU8();
      const signer = config.membership.signer(common.SignatureHeader.deserializeBinary(signatureHeader).getCreator_asU8());
      const message = Buffer.concat([signatures.getValue_asU8(), signatureHeader, header]);
      if (signer.invalid === undefined && isSignedBy(signer.key, message, each.getSignature_asU8())) signers.push(signer);
    }
    return (config.policies.get('/Channel/Orderer/BlockValidation') ?? nobody)(signers);
  }

  private verifyEnvelope(envelope: Uint8Array, at: { readonly number: number; readonly index: number; readonly flag: number }): number {
    const { number, flag } = at;
    this.transactions += 1;
    this.byFlag[nameOf(flag)] = (this.byFlag[nameOf(flag)] ?? 0) + 1;
    try {
      const transaction = decodeTransaction(envelope);
      if (transaction.type === common.HeaderType.CONFIG) this.configure(transaction, number);
      else if (flag === VALID) this.verifyValid(transaction, at);
      else if (flag === MVCC_READ_CONFLICT) this.verifyConflict(transaction, number);
      return transaction.timeMs;
    } catch (error) {
      this.findings.report({
        code: 'TRANSACTION_UNREADABLE',
        block: number,
        details: error instanceof Error ? error.message : String(error),
      });
      return 0;
    }
  }

  private configure(transaction: Transaction, number: number): void {
    const config = readChannelConfig(transaction.channel, transaction.data);
    this.config = config;
    for (const [mspId, roots] of Object.entries(this.options.pinnedRoots ?? {})) {
      const pinned = new Set(roots.map((pem) => new X509Certificate(pem).fingerprint256));
      const found = config.membership.authoritiesOf(mspId);
      if (found.length === 0 || !found.every((fingerprint) => pinned.has(fingerprint)))
        this.findings.report({ code: 'ROOT_NOT_PINNED', block: number, details: mspId });
    }
  }

  private verifyValid(transaction: Transaction, { number, index }: { readonly number: number; readonly index: number }): void {
    const { findings, state, config } = this;
    const { action, txId } = transaction;
    if (!config || !action) {
      findings.report({ code: 'TRANSACTION_UNREADABLE', block: number, transaction: txId });
      return;
    }
    if (this.txIds.has(txId)) findings.report({ code: 'TRANSACTION_TWICE', block: number, transaction: txId });
    this.txIds.add(txId);
    verifyTransaction(transaction, action, number, { config, state, findings });
    const stale = state.staleRead(transaction);
    findings.check('reads', stale === undefined, {
      code: 'READ_VERSION',
      block: number,
      transaction: txId,
      ...(stale !== undefined && { key: stale }),
    });
    for (const access of action.accesses) state.apply(access, `${number}.${index}`, (value) => changeOf(access, value));
  }

  /** A transaction may be set aside for a conflict only if there was one. */
  private verifyConflict(transaction: Transaction, number: number): void {
    const isPrivate = (transaction.action?.accesses ?? []).some(({ collections }) => collections.length > 0);
    if (isPrivate) return; // The versions of private keys are not replayed.
    const hasConflict = this.state.staleRead(transaction) !== undefined;
    this.findings.check('reads', hasConflict, { code: 'CONFLICT_NOT_FOUND', block: number, transaction: transaction.txId });
  }
}

function changeOf({ writes }: { readonly writes: readonly { readonly key: string; readonly value: Uint8Array }[] }, value: Uint8Array) {
  const key = writes.find((write) => write.value === value)?.key ?? '';
  const change = readChange(key, value)?.change;
  return change && { revision: change.revision, txId: change.txId };
}

function nameOf(flag: number): string {
  return Object.entries(peer.TxValidationCode).find(([, value]) => value === flag)?.[0] ?? String(flag);
}
