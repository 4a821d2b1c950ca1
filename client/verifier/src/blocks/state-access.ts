import { ledger } from '../protos';

const { KVRWSet, HashedRWSet } = ledger.rwset.kvrwset;

/** The transaction that wrote a value: block number and index in the block. */
export type Version = `${number}.${number}`;

/** A key that was read; `version` is `undefined` if the key was absent. */
export interface Read {
  readonly key: string;
  readonly version: Version | undefined;
}

/** A range query with its result: each key, or a hash summary of many. */
export interface RangeRead {
  readonly start: string;
  /** Exclusive if the query was exhausted, else the last key that it read. */
  readonly end: string;
  readonly isExhausted: boolean;
  readonly reads: readonly Read[];
  readonly summary: RangeSummary | undefined;
}

/** The Merkle summary that Fabric records for a long range query. */
export interface RangeSummary {
  readonly maxDegree: number;
  readonly maxLevel: number;
  readonly hashes: readonly Uint8Array[];
}

/** A value that was written; `undefined` deletes the key. */
export interface Write {
  readonly key: string;
  readonly value: Uint8Array | undefined;
}

/** A key that gets an endorsement policy of its own (SignaturePolicyEnvelope). */
export interface PolicyWrite {
  readonly key: string;
  readonly policy: Uint8Array | undefined;
}

/** A namespace, or one of its private collections: `collection` is empty for public state. */
export interface StatePlace {
  readonly namespace: string;
  readonly collection: string;
}

/** Returns the name of a place, unique among all places. */
export function namePlace({ namespace, collection }: StatePlace): string {
  return `${namespace}\n${collection}`;
}

/** Returns the name of a key in a place, unique among the keys of all places. */
export function nameKey(place: StatePlace, key: string): string {
  return `${namePlace(place)}\n${key}`;
}

/** Reads and writes of a transaction in one place. In a private collection values are hashes, and keys are hashes in hex. */
export interface StateAccess extends StatePlace {
  readonly reads: readonly Read[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly Write[];
  readonly policies: readonly PolicyWrite[];
}

/** Reads a serialised TxReadWriteSet. @throws what the protocol buffers throw */
export function decodeAccesses(bytes: Uint8Array): readonly StateAccess[] {
  const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(bytes).getNsRwsetList();
  return sets.flatMap((set) => [readPublicAccess(set), ...set.getCollectionHashedRwsetList().map((each) => readHashedAccess(set, each))]);
}

function readPublicAccess(set: ledger.rwset.NsReadWriteSet): StateAccess {
  const kv = KVRWSet.deserializeBinary(set.getRwset_asU8());
  return {
    namespace: set.getNamespace(),
    collection: '',
    reads: kv.getReadsList().map(readRead),
    ranges: kv.getRangeQueriesInfoList().map(readRange),
    writes: kv.getWritesList().map((write) => ({ key: write.getKey(), value: readValue(write.getIsDelete(), write.getValue_asU8()) })),
    policies: kv.getMetadataWritesList().map((write) => ({ key: write.getKey(), policy: readPolicy(write.getEntriesList()) })),
  };
}

function readHashedAccess(set: ledger.rwset.NsReadWriteSet, collection: ledger.rwset.CollectionHashedReadWriteSet): StateAccess {
  const hashed = HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
  const readKey = (each: { getKeyHash_asU8(): Uint8Array }) => Buffer.from(each.getKeyHash_asU8()).toString('hex');
  return {
    namespace: set.getNamespace(),
    collection: collection.getCollectionName(),
    reads: hashed.getHashedReadsList().map((read) => ({ key: readKey(read), version: readVersion(read.getVersion()) })),
    ranges: [],
    writes: hashed
      .getHashedWritesList()
      .map((write) => ({ key: readKey(write), value: readValue(write.getIsDelete(), write.getValueHash_asU8()) })),
    policies: hashed.getMetadataWritesList().map((write) => ({ key: readKey(write), policy: readPolicy(write.getEntriesList()) })),
  };
}

/** Returns `undefined` for an empty value too: Fabric treats it as a deletion. */
function readValue(isDelete: boolean, value: Uint8Array): Uint8Array | undefined {
  return isDelete || value.length === 0 ? undefined : value;
}

function readRead(read: ledger.rwset.kvrwset.KVRead): Read {
  return { key: read.getKey(), version: readVersion(read.getVersion()) };
}

function readRange(range: ledger.rwset.kvrwset.RangeQueryInfo): RangeRead {
  const summary = range.getReadsMerkleHashes();
  return {
    start: range.getStartKey(),
    end: range.getEndKey(),
    isExhausted: range.getItrExhausted(),
    reads: range.getRawReads()?.getKvReadsList().map(readRead) ?? [],
    summary: summary && {
      maxDegree: summary.getMaxDegree(),
      maxLevel: summary.getMaxLevel(),
      hashes: summary.getMaxLevelHashesList_asU8(),
    },
  };
}

function readPolicy(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): Uint8Array | undefined {
  return entries.find((entry) => entry.getName() === 'VALIDATION_PARAMETER')?.getValue_asU8();
}

function readVersion(version: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
  return version && `${version.getBlockNum()}.${version.getTxNum()}`;
}
