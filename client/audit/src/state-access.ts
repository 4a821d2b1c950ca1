import { ledger } from '@hyperledger/fabric-protos';

const { KVRWSet, HashedRWSet } = ledger.rwset.kvrwset;

/** Where a value was written: block and index of the transaction in it. */
export type Version = `${number}.${number}`;

/** A key that was read, and of what version; none where it was absent. */
export interface Read {
  readonly key: string;
  readonly version: Version | undefined;
}

/** A scan of a range, with what it saw: each key, or a summary of many. */
export interface RangeRead {
  readonly start: string;
  /** Exclusive where the scan reached it, else the last key that it saw. */
  readonly end: string;
  readonly isExhausted: boolean;
  readonly reads: readonly Read[];
  readonly summary: { readonly maxDegree: number; readonly maxLevel: number; readonly hashes: readonly Uint8Array[] } | undefined;
}

/** A value under a key; none is a deletion. */
export interface Write {
  readonly key: string;
  readonly value: Uint8Array | undefined;
}

/** What a transaction read and wrote of a namespace, or of one of its private collections: there keys and values are hashes, keys in hex. */
export interface StateAccess {
  readonly namespace: string;
  /** Empty for what is public. */
  readonly collection: string;
  readonly reads: readonly Read[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly Write[];
  /** Keys whose metadata are set, with their new endorsement policy (SignaturePolicyEnvelope). */
  readonly policies: readonly { readonly key: string; readonly policy: Uint8Array | undefined }[];
}

/** Reads a serialised TxReadWriteSet. @throws Error where it is malformed */
export function decodeAccesses(bytes: Uint8Array): readonly StateAccess[] {
  const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(bytes).getNsRwsetList();
  return sets.flatMap((set) => [publicAccess(set), ...set.getCollectionHashedRwsetList().map((each) => hashedAccess(set, each))]);
}

function publicAccess(set: ledger.rwset.NsReadWriteSet): StateAccess {
  const kv = KVRWSet.deserializeBinary(set.getRwset_asU8());
  return {
    namespace: set.getNamespace(),
    collection: '',
    reads: kv.getReadsList().map(readOf),
    ranges: kv.getRangeQueriesInfoList().map(rangeOf),
    writes: kv.getWritesList().map((write) => ({ key: write.getKey(), value: valueOf(write.getIsDelete(), write.getValue_asU8()) })),
    policies: kv.getMetadataWritesList().map((write) => ({ key: write.getKey(), policy: policyIn(write.getEntriesList()) })),
  };
}

function hashedAccess(set: ledger.rwset.NsReadWriteSet, collection: ledger.rwset.CollectionHashedReadWriteSet): StateAccess {
  const hashed = HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
  const keyOf = (each: { getKeyHash_asU8(): Uint8Array }) => Buffer.from(each.getKeyHash_asU8()).toString('hex');
  return {
    namespace: set.getNamespace(),
    collection: collection.getCollectionName(),
    reads: hashed.getHashedReadsList().map((read) => ({ key: keyOf(read), version: versionOf(read.getVersion()) })),
    ranges: [],
    writes: hashed
      .getHashedWritesList()
      .map((write) => ({ key: keyOf(write), value: valueOf(write.getIsDelete(), write.getValueHash_asU8()) })),
    policies: hashed.getMetadataWritesList().map((write) => ({ key: keyOf(write), policy: policyIn(write.getEntriesList()) })),
  };
}

/** Fabric holds an empty value for a deletion. */
function valueOf(isDelete: boolean, value: Uint8Array): Uint8Array | undefined {
  return isDelete || value.length === 0 ? undefined : value;
}

function readOf(read: ledger.rwset.kvrwset.KVRead): Read {
  return { key: read.getKey(), version: versionOf(read.getVersion()) };
}

function rangeOf(range: ledger.rwset.kvrwset.RangeQueryInfo): RangeRead {
  const summary = range.getReadsMerkleHashes();
  return {
    start: range.getStartKey(),
    end: range.getEndKey(),
    isExhausted: range.getItrExhausted(),
    reads: range.getRawReads()?.getKvReadsList().map(readOf) ?? [],
    summary: summary && {
      maxDegree: summary.getMaxDegree(),
      maxLevel: summary.getMaxLevel(),
      hashes: summary.getMaxLevelHashesList_asU8(),
    },
  };
}

function policyIn(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): Uint8Array | undefined {
  return entries.find((entry) => entry.getName() === 'VALIDATION_PARAMETER')?.getValue_asU8();
}

function versionOf(version: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
  return version && `${version.getBlockNum()}.${version.getTxNum()}`;
}
