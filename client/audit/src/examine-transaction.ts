import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from './channel-config';
import { passesFirst } from './recorded-flag';
import { Findings } from './report';
import type { ReplayedState } from './replayed-state';
import { decodeTransaction, type Action, type Transaction } from './transaction';
import { changingKeys } from './verify-policies';
import { verifyCreator, verifyTransaction, type TransactionSigners } from './verify-transaction';

/** A transaction of a block, with what was found of it by itself. */
export interface Examined {
  readonly index: number;
  /** The recorded validation code. */
  readonly flag: number;
  readonly at: { readonly block: number; readonly transaction: string };
  readonly findings: Findings;
  /** Nothing where it cannot be read. */
  readonly transaction: Transaction | undefined;
  /** Of endorser transactions. */
  readonly signers: TransactionSigners | undefined;
}

/** What a transaction is examined against: the ledger before its block, and what came before it in the block. */
export interface Standing {
  readonly config: ChannelConfig | undefined;
  readonly state: ReplayedState;
  readonly txIds: ReadonlySet<string>;
  /** Grow: ids that the block had, and keys whose policy it sets. */
  readonly seen: Set<string>;
  readonly changing: Set<string>;
}

interface Position {
  readonly block: number;
  readonly index: number;
  readonly flag: number;
}

/** Examines an envelope by itself. What is found is only a problem where the transaction counts as valid. */
export function examine(envelope: Uint8Array, { block, index, flag }: Position, standing: Standing): Examined {
  const findings = new Findings();
  const place = { index, flag, findings };
  try {
    const transaction = decodeTransaction(envelope);
    const at = { block, transaction: transaction.txId };
    return { ...place, at, transaction, signers: examineDecoded(transaction, at, findings, standing) };
  } catch (error) {
    const at = { block, transaction: `number ${String(index)}` };
    findings.report({ ...at, code: 'TRANSACTION_UNREADABLE', details: error instanceof Error ? error.message : String(error) });
    return { ...place, at, transaction: undefined, signers: undefined };
  }
}

function examineDecoded(
  transaction: Transaction,
  at: Examined['at'],
  findings: Findings,
  standing: Standing,
): TransactionSigners | undefined {
  const { config } = standing;
  const isConfig = transaction.type === common.HeaderType.CONFIG;
  if (isConfig && at.block === 0) return undefined; // Nobody signs the first one: its roots are pinned.
  if (!config) {
    findings.report({ ...at, code: 'CONFIG_MISSING' });
    return undefined;
  }
  if (isConfig) {
    verifyCreator(transaction, config.membership.signer(transaction.creator), at, findings);
    return undefined;
  }
  const { action } = transaction;
  if (!action) throw new Error(`transactions of type ${String(transaction.type)} are not known`);
  const signers = verifyTransaction(transaction, action, { ...standing, config }, { at, findings });
  noteRepetition(transaction, action, { at, findings }, standing);
  return signers;
}

function noteRepetition(
  { txId }: Transaction,
  action: Action,
  { at, findings }: Pick<Examined, 'at' | 'findings'>,
  { txIds, seen, changing }: Standing,
): void {
  if (txIds.has(txId) || seen.has(txId)) findings.report({ ...at, code: 'TRANSACTION_TWICE' });
  if (!passesFirst(findings.problems)) return;
  seen.add(txId);
  for (const key of changingKeys(action)) changing.add(key);
}
