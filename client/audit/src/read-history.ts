import type { Change } from '@databund/model';
import { BlockReader, readCreator, readEndorsers, type Blocks, type ValidTransaction, type Write } from '@databund/ledger-verifier';
import { toChangeSigner, type ChangeSigner } from './change-signer';
import { exchangeChaincode, listPublicWrites } from './exchange-chaincode';
import { readRecordedChange } from './recorded-change';

/** A valid write of a key, with its time, creator and endorsers. */
export interface SignedChange {
  readonly key: string;
  readonly block: number;
  /** Position of the transaction in the block. */
  readonly index: number;
  readonly txId: string;
  /** The transaction's timestamp, milliseconds since 1970. */
  readonly timeMs: number;
  /** `undefined` if the key was deleted. */
  readonly value: Uint8Array | undefined;
  /** The change that the value records. */
  readonly change: Change | undefined;
  /** `undefined` if the creator's signature or certificate does not hold. */
  readonly creator: ChangeSigner | undefined;
  /** Endorsers whose signatures and certificates hold. */
  readonly signers: readonly ChangeSigner[];
}

/** The chaincode whose history is read. */
export interface HistoryOptions {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
}

/**
 * Reads the changes of some state keys (made by `toStateKey`) in the order of the ledger, with their signers, as evidence about an
 * object. It believes flags and hashes: verify the same blocks with `verifyExchange`. @throws BLOCK_MALFORMED, TRANSACTION_MALFORMED
 */
export async function readHistory(
  blocks: Blocks,
  keys: Iterable<string>,
  { chaincode = exchangeChaincode }: HistoryOptions = {},
): Promise<readonly SignedChange[]> {
  const wanted = new Set(keys);
  const reader = new BlockReader();
  const changes: SignedChange[] = [];
  for await (const bytes of blocks) {
    for (const valid of reader.read(bytes).transactions) {
      const writes = listPublicWrites(valid.transaction.action?.accesses ?? [], chaincode).filter(({ key }) => wanted.has(key));
      if (writes.length > 0) changes.push(...signWrites(valid, writes));
    }
  }
  return changes;
}

function signWrites({ transaction, config, block, index }: ValidTransaction, writes: readonly Write[]): readonly SignedChange[] {
  const { txId, timeMs } = transaction;
  const creator = readCreator(transaction, config);
  const signed = { block, index, txId, timeMs, creator: creator && toChangeSigner(creator) };
  const signers = readEndorsers(transaction, config).map(toChangeSigner);
  return writes.map(({ key, value }) => ({ ...signed, key, value, change: value && readRecordedChange(value)?.change, signers }));
}
