import type { ChannelConfig } from '../blocks/channel-config';
import { decodeTransaction, isConfig, type Action, type Transaction } from '../blocks/transaction';
import { FindingLog } from '../finding-log';
import type { ReplayedState } from '../state/replayed-state';
import { describeError, VerifierError } from '../verifier-error';
import { isValidBeforeReads } from './recorded-flag';
import { listChangingKeys } from './verify-policies';
import { verifyCreator, verifyTransaction, type TransactionPlace, type TransactionSigners } from './verify-transaction';

/** A transaction of a block, with what was found about it by itself. */
export interface ExaminedTransaction {
  readonly index: number;
  /** The recorded validation code. */
  readonly flag: number;
  readonly at: TransactionPlace;
  readonly findings: FindingLog;
  /** `undefined` if the envelope cannot be read. */
  readonly transaction: Transaction | undefined;
  /** Only of endorser transactions. */
  readonly signers: TransactionSigners | undefined;
}

/** The ledger before a transaction's block, and the transactions before it in the block. */
export interface ExaminationContext {
  readonly config: ChannelConfig | undefined;
  readonly state: ReplayedState;
  /** Transaction ids of the blocks before. */
  readonly txIds: Pick<ReadonlySet<string>, 'has'>;
  /** Transaction ids of the block so far; grows. */
  readonly seen: Set<string>;
  /** Keys whose policy the block sets so far; grows. */
  readonly changing: Set<string>;
}

interface Position {
  readonly block: number;
  readonly index: number;
  readonly flag: number;
}

/** Examines an envelope by itself. What is found becomes a problem of the ledger only if the block calls the transaction valid. */
export function examineTransaction(
  envelope: Uint8Array,
  { block, index, flag }: Position,
  context: ExaminationContext,
): ExaminedTransaction {
  const findings = new FindingLog();
  const place = { index, flag, findings };
  try {
    const transaction = decodeTransaction(envelope);
    const at = { block, transaction: transaction.txId, ...describeCreator(transaction, context) };
    return { ...place, at, transaction, signers: examineDecoded(transaction, at, findings, context) };
  } catch (error) {
    const at = { block, transaction: `number ${String(index)}` };
    findings.report({ ...at, code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
    return { ...place, at, transaction: undefined, signers: undefined };
  }
}

function describeCreator({ creator }: Transaction, { config }: ExaminationContext): Pick<TransactionPlace, 'actor'> {
  const signer = config?.membership.findSigner(creator);
  return signer ? { actor: `${signer.mspId}.${signer.role ?? 'member'} with certificate ${signer.fingerprint}` } : {};
}

function examineDecoded(
  transaction: Transaction,
  at: TransactionPlace,
  findings: FindingLog,
  context: ExaminationContext,
): TransactionSigners | undefined {
  const { config } = context;
  if (isConfig(transaction) && at.block === 0) return undefined; // Nothing vouches for the genesis block but the pinned roots.
  if (!config) {
    findings.report({ ...at, code: 'CONFIG_MISSING' });
    return undefined;
  }
  if (isConfig(transaction)) {
    verifyCreator(transaction, config.membership.findSigner(transaction.creator), at, findings);
    return undefined;
  }
  const { action } = transaction;
  if (!action) throw new VerifierError('TRANSACTION_MALFORMED', `Transaction type ${String(transaction.type)} is not supported.`);
  const signers = verifyTransaction(transaction, action, { ...context, config }, { at, findings });
  rememberTransaction(transaction, action, { at, findings }, context);
  return signers;
}

function rememberTransaction(
  { txId }: Transaction,
  action: Action,
  { at, findings }: Pick<ExaminedTransaction, 'at' | 'findings'>,
  { txIds, seen, changing }: ExaminationContext,
): void {
  if (txIds.has(txId)) findings.report({ ...at, code: 'TRANSACTION_TWICE', details: 'an earlier block has a transaction with this id' });
  if (!isValidBeforeReads(findings.problems)) return;
  // Fabric compares ids within a block last, and only those of transactions that are valid so far.
  if (seen.has(txId)) findings.report({ ...at, code: 'TRANSACTION_TWICE', details: 'the block has a transaction with this id before' });
  if (seen.has(txId)) return;
  seen.add(txId);
  for (const key of listChangingKeys(action)) changing.add(key);
}
