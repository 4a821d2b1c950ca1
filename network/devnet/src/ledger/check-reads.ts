import { ledger } from '@hyperledger/fabric-protos';
import { compareUtf8 } from '../proto/bytes';
import { codes, type ParsedNamespace } from './parsed-transaction';
import { parseVersion, RangeReads } from './range-query';
import type { StateView } from './state-view';
import type { StateVersion } from './types';
import type { UpdateBatch } from './update-batch';
import { isSameVersion } from './versioned-value';

/** A key with its current version. */
interface ScannedKey {
  readonly key: string;
  readonly version: StateVersion;
}

/** The state that a scan is repeated over, and what the block has changed in it. */
interface ScannedState {
  readonly view: StateView;
  readonly batch: UpdateBatch;
}

/**
 * Computes the validation code of a transaction's reads, against the state and the block's earlier updates: in each namespace
 * public reads, then ranges, then hashed reads (Fabric's `validation/validator.go`).
 */
export async function checkReads(namespaces: readonly ParsedNamespace[], view: StateView, batch: UpdateBatch): Promise<number> {
  for (const namespace of namespaces) {
    if (!hasCurrentPublicReads(namespace, view, batch)) return codes.MVCC_READ_CONFLICT;
    for (const range of namespace.set.getRangeQueriesInfoList()) {
      if (!(await isRangeCurrent(range, namespace.name, { view, batch }))) return codes.PHANTOM_READ_CONFLICT;
    }
    if (!hasCurrentHashedReads(namespace, view, batch)) return codes.MVCC_READ_CONFLICT;
  }
  return codes.VALID;
}

function hasCurrentPublicReads({ name, set }: ParsedNamespace, view: StateView, batch: UpdateBatch): boolean {
  return set.getReadsList().every((read) => {
    const key = read.getKey();
    return !batch.getPublic(name, key) && isSameVersion(view.getPublic(name, key)?.version, parseVersion(read.getVersion()));
  });
}

function hasCurrentHashedReads({ name, collections }: ParsedNamespace, view: StateView, batch: UpdateBatch): boolean {
  return collections.every((collection) =>
    collection.set.getHashedReadsList().every((read) => {
      const keyHash = Buffer.from(read.getKeyHash_asU8()).toString('hex');
      const committed = view.getHashed(name, collection.name, keyHash)?.version;
      return !batch.getHashed(name, collection.name, keyHash) && isSameVersion(committed, parseVersion(read.getVersion()));
    }),
  );
}

/** Repeats a scan and compares the recorded reads. A scan that was not exhausted includes its end key. */
async function isRangeCurrent(info: ledger.rwset.kvrwset.RangeQueryInfo, namespace: string, state: ScannedState): Promise<boolean> {
  const reads = new RangeReads();
  for (const { key, version } of await scanAgain(info, namespace, state)) reads.add(key, version);
  const now = new ledger.rwset.kvrwset.RangeQueryInfo();
  reads.writeTo(now);
  return encodeReads(now).equals(encodeReads(info));
}

/** Encodes the reads without the rest: raw or hashed. */
function encodeReads(info: ledger.rwset.kvrwset.RangeQueryInfo): Buffer {
  const reads = info.getReadsMerkleHashes() ?? info.getRawReads();
  return Buffer.from(reads?.serializeBinary() ?? []);
}

async function scanAgain(
  info: ledger.rwset.kvrwset.RangeQueryInfo,
  namespace: string,
  { view, batch }: ScannedState,
): Promise<readonly ScannedKey[]> {
  const [startKey, endKey] = [info.getStartKey(), info.getEndKey()];
  const found = new Map<string, StateVersion>();
  for await (const { key, version } of view.scanPublic(namespace, startKey, endKey)) found.set(key, version);
  const isWithin = (key: string) => compareUtf8(key, startKey) >= 0 && (endKey === '' || compareUtf8(key, endKey) < 0);
  const updates = [...(batch.namespaces.get(namespace)?.keys ?? [])].filter(([key]) => isWithin(key));
  for (const [key, update] of updates) {
    if (update.value === undefined) found.delete(key);
    else found.set(key, update.version);
  }
  const keys = [...found].map(([key, version]) => ({ key, version }));
  if (updates.length > 0) keys.sort((a, b) => compareUtf8(a.key, b.key));
  return info.getItrExhausted() ? keys : [...keys, ...findEndKey(endKey, namespace, { view, batch })];
}

/** Finds the end key of a scan that was not exhausted. After an empty one, which is the end of the namespace, Fabric serves the key '' too. */
function findEndKey(key: string, namespace: string, { view, batch }: ScannedState): readonly ScannedKey[] {
  const found = batch.getPublic(namespace, key) ?? view.getPublic(namespace, key);
  return found?.value === undefined ? [] : [{ key, version: found.version }];
}
