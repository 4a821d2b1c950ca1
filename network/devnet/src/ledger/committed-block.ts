import type { StoredBlock } from './block';
import { codes, type ParsedTransaction } from './parsed-transaction';
import type { CommittedBlock, CommittedTransaction } from './types';

/** Makes the form of a block that commit listeners receive. */
export function toCommittedBlock(block: StoredBlock, bytes: Uint8Array, transactions: readonly ParsedTransaction[]): CommittedBlock {
  const { number, headerHash, flags, commitHash } = block;
  return {
    number,
    bytes,
    headerHash,
    flags,
    commitHash,
    transactions: transactions.map((one, index) => toCommitted(one, flags[index] ?? codes.INVALID_OTHER_REASON)),
  };
}

function toCommitted({ txId, type, action }: ParsedTransaction, code: number): CommittedTransaction {
  if (!action) return { txId, type, code };
  const { chaincodeName, event } = action;
  return { txId, type, code, chaincodeName, ...(event ? { event } : {}) };
}
