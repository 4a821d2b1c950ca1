import { computeCommitHash, encodeUpdates } from '../proto/commit-hash';
import type { BlockChannelConfig } from '../peer/channel-config';
import type { ChaincodeDirectory } from './chaincode-directory';
import { checkEndorsements, listMetadataKeyIds, type EndorsementContext } from './check-endorsements';
import { checkReads } from './check-reads';
import { codes, type ParsedTransaction } from './parsed-transaction';
import { parseTransaction } from './parse-transaction';
import type { StateView } from './state-view';
import type { OrderedBlock } from './types';
import { UpdateBatch } from './update-batch';

/** State and configuration against which a block is validated. */
export interface ValidationBasis {
  readonly view: StateView;
  readonly config: BlockChannelConfig;
  readonly chaincodes: ChaincodeDirectory;
  readonly isKnownTxId: (txId: string) => boolean;
  /** Commit hash of the previous block. */
  readonly previousCommitHash: Uint8Array;
}

/** The validation codes of a block, and the writes of its valid transactions. */
export interface ValidatedBlock {
  readonly transactions: readonly ParsedTransaction[];
  readonly flags: Uint8Array;
  readonly commitHash: Uint8Array;
  readonly batch: UpdateBatch;
}

/**
 * Validates every transaction of a block in Fabric's order of checks, and computes the commit hash.
 * The ledger verifier (client/verifier) repeats this with its own implementation on purpose, so that each detects mistakes of the other.
 */
export async function validateBlock(block: OrderedBlock, basis: ValidationBasis): Promise<ValidatedBlock> {
  const transactions = block.data.map((envelope) => parseTransaction(envelope, basis.config));
  const flags = Uint8Array.from(transactions, (transaction) => checkKnownId(transaction, basis));
  checkBlockEndorsements(transactions, flags, basis);
  markRepeatedIds(transactions, flags);
  const batch = new UpdateBatch(basis.view);
  for (const [index, transaction] of transactions.entries()) {
    if (flags[index] !== codes.VALID) continue;
    const namespaces = transaction.action?.namespaces ?? [];
    flags[index] = await checkReads(namespaces, basis.view, batch);
    if (flags[index] === codes.VALID) applyTransaction(transaction, batch, { blockNumber: block.number, txIndex: index });
  }
  return { transactions, flags, batch, commitHash: computeCommitHash(flags, encodeUpdates(batch.namespaces), basis.previousCommitHash) };
}

/** Computes the writes of a block whose validation codes are known. */
export function replayBlock(block: OrderedBlock, flags: Uint8Array, view: StateView): Pick<ValidatedBlock, 'transactions' | 'batch'> {
  const transactions = block.data.map((envelope) => parseTransaction(envelope));
  const batch = new UpdateBatch(view);
  transactions.forEach((transaction, index) => {
    if (flags[index] === codes.VALID) applyTransaction(transaction, batch, { blockNumber: block.number, txIndex: index });
  });
  return { transactions, batch };
}

function applyTransaction(transaction: ParsedTransaction, batch: UpdateBatch, version: { blockNumber: number; txIndex: number }): void {
  for (const namespace of transaction.action?.namespaces ?? []) batch.apply(namespace, version);
}

/** Checks for a known id after form and signature, but before the chaincode's action. */
function checkKnownId({ code, txId }: ParsedTransaction, { isKnownTxId }: ValidationBasis): number {
  const isWellFormed = code === codes.VALID || code >= codes.BAD_HEADER_EXTENSION;
  return isWellFormed && isKnownTxId(txId) ? codes.DUPLICATE_TXID : code;
}

function checkBlockEndorsements(transactions: readonly ParsedTransaction[], flags: Uint8Array, basis: ValidationBasis): void {
  const changedMetadata = new Set<string>();
  const compileKeyPolicy = (bytes: Uint8Array) => basis.config.compileSignaturePolicy(bytes);
  const context: EndorsementContext = { view: basis.view, chaincodes: basis.chaincodes, keyPolicy: compileKeyPolicy, changedMetadata };
  for (const [index, { action }] of transactions.entries()) {
    if (flags[index] !== codes.VALID || !action) continue;
    flags[index] = checkEndorsements(action, context);
    if (flags[index] === codes.VALID) for (const id of listMetadataKeyIds(action)) changedMetadata.add(id);
  }
}

/** Marks all but the first valid transaction of one id in a block as duplicates. */
function markRepeatedIds(transactions: readonly ParsedTransaction[], flags: Uint8Array): void {
  const seen = new Set<string>();
  for (const [index, { txId }] of transactions.entries()) {
    if (flags[index] !== codes.VALID) continue;
    if (seen.has(txId)) flags[index] = codes.DUPLICATE_TXID;
    seen.add(txId);
  }
}
