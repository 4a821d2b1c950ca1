import { ledger } from '@hyperledger/fabric-protos';
import { decodeOrderedVarint } from '../proto/ordered-varint';
import { hashKey } from './rwset-builder';
import { decodePrivateSetKey, encodePrivateSetRange, encodePurgeKey } from './state-keys';
import type { StateDatabase } from './state-view';
import type { StateVersion } from './types';

const { rwset } = ledger;

/** Returns whether a reader may see a collection. */
export type MayRead = (namespace: string, collection: string) => boolean;

/** Reads PB(TxPvtReadWriteSet) by transaction of what a block wrote into collections that a reader may see, without what was purged since. */
export async function readPrivateSets(database: StateDatabase, blockNumber: number, mayRead: MayRead): Promise<Map<number, Uint8Array>> {
  const sets = new Map<number, ledger.rwset.TxPvtReadWriteSet>();
  for await (const [at, bytes] of database.iterator(encodePrivateSetRange(blockNumber))) {
    const { txIndex, namespace, collection } = decodePrivateSetKey(at);
    if (!mayRead(namespace, collection)) continue;
    const part = new rwset.CollectionPvtReadWriteSet();
    part.setCollectionName(collection);
    part.setRwset(
      removePurged(bytes, (key) => isPurgedSince(database, encodePurgeOf(namespace, collection, key), { blockNumber, txIndex })),
    );
    const set = sets.get(txIndex) ?? new rwset.TxPvtReadWriteSet();
    sets.set(txIndex, set);
    openNamespace(set, namespace).addCollectionPvtRwset(part);
  }
  return new Map([...sets].map(([txIndex, set]) => [txIndex, set.serializeBinary()]));
}

function openNamespace(set: ledger.rwset.TxPvtReadWriteSet, name: string): ledger.rwset.NsPvtReadWriteSet {
  const known = set.getNsPvtRwsetList().find((one) => one.getNamespace() === name);
  if (known) return known;
  const added = new rwset.NsPvtReadWriteSet();
  added.setNamespace(name);
  set.addNsPvtRwset(added);
  return added;
}

/** Removes the writes of purged keys; returns the bytes as they are if there are none. */
function removePurged(bytes: Buffer, isPurged: (key: string) => boolean): Uint8Array {
  const set = rwset.kvrwset.KVRWSet.deserializeBinary(bytes);
  const kept = set.getWritesList().filter((write) => !isPurged(write.getKey()));
  if (kept.length === set.getWritesList().length) return bytes;
  set.setWritesList(kept);
  return set.serializeBinary();
}

function encodePurgeOf(namespace: string, collection: string, key: string): Buffer {
  return encodePurgeKey(namespace, collection, hashKey(key).toString('hex'));
}

function isPurgedSince(database: StateDatabase, purgeKey: Buffer, { blockNumber, txIndex }: StateVersion): boolean {
  const bytes = database.getSync(purgeKey);
  if (!bytes) return false;
  const block = decodeOrderedVarint(bytes);
  return block.value > blockNumber || (block.value === blockNumber && decodeOrderedVarint(bytes, block.next).value > txIndex);
}
