import type { StoredBlock } from './block';
import { listHistoryOperations } from './history';
import { codes, type ParsedTransaction } from './parsed-transaction';
import { expireData, toOperation, type PrivateUpdates, type StateOperation } from './private-updates';
import { encodeHashedKey, encodePublicKey, savepointKey, encodeTransactionKey } from './state-keys';
import type { StateView } from './state-view';
import type { TransactionLocation } from './types';
import type { Update, UpdateBatch } from './update-batch';
import type { VersionedValue } from './versioned-value';

/** A block with everything that follows from it. */
export interface BlockEffects {
  /** The state before the block. */
  readonly view: StateView;
  readonly block: StoredBlock;
  readonly transactions: readonly ParsedTransaction[];
  readonly batch: UpdateBatch;
  readonly updates: PrivateUpdates;
  readonly isNewTxId: (txId: string) => boolean;
}

/** Lists every change of the state database for a block, including the savepoint; they are written as one batch. */
export async function listBlockOperations(effects: BlockEffects): Promise<StateOperation[]> {
  const { view, block, batch, updates } = effects;
  return [
    ...(await expireData(view, batch, block.number)),
    ...listStateOperations(batch),
    ...updates.listOperations(),
    ...listTransactionOperations(effects),
    { type: 'put', key: savepointKey, value: encodeNumbers(block.number + 1) },
  ];
}

/** Reads the height that the state has reached; 0 without one. */
export function readSavepoint(bytes: Buffer | undefined): number {
  return bytes ? Number(bytes.readBigUInt64BE()) : 0;
}

/** Decodes a transaction's location. */
export function decodeTransactionPlace(bytes: Buffer): TransactionLocation {
  const readAt = (index: number) => Number(bytes.readBigUInt64BE(8 * index));
  return { blockNumber: readAt(0), index: readAt(1), code: readAt(2) };
}

function listStateOperations(batch: UpdateBatch): StateOperation[] {
  return [...batch.namespaces].flatMap(([namespace, { keys, collections }]) => [
    ...[...keys].map(([key, update]) => toOperation(encodePublicKey(namespace, key), toValue(update))),
    ...[...collections].flatMap(([collection, hashes]) =>
      [...hashes].map(([keyHash, update]) => toOperation(encodeHashedKey(namespace, collection, keyHash), toValue(update))),
    ),
  ]);
}

/** Lists the locations of new transaction ids, and the history of valid transactions. */
function listTransactionOperations({ block, transactions, isNewTxId }: BlockEffects): StateOperation[] {
  const seen = new Set<string>();
  return transactions.flatMap((transaction, txIndex) => {
    const code = block.flags[txIndex] ?? codes.INVALID_OTHER_REASON;
    const { txId } = transaction;
    const operations: StateOperation[] = [];
    if (txId !== '' && !seen.has(txId) && isNewTxId(txId)) {
      operations.push({ type: 'put', key: encodeTransactionKey(txId), value: encodeNumbers(block.number, txIndex, code) });
    }
    seen.add(txId);
    if (code === codes.VALID) operations.push(...listHistoryOperations(transaction, { blockNumber: block.number, txIndex }));
    return operations;
  });
}

function toValue({ version, value, metadata }: Update): VersionedValue | undefined {
  return value && { version, value, metadata };
}

function encodeNumbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => bytes.writeBigUInt64BE(BigInt(value), 8 * index));
  return bytes;
}
