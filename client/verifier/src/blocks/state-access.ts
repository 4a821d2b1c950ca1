import { rwset } from '../wire/forms';
import { Message } from '../wire/message';
import { toHex } from './bytes';

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

/** Returns the name of a key in a place, unique among the keys of all places. */
export function nameKey({ namespace, collection }: StatePlace, key: string): string {
  return `${namespace}\n${collection}\n${key}`;
}

/** Reads and writes of a transaction in one place. In a private collection values are hashes, and keys are hashes in hex. */
export interface StateAccess extends StatePlace {
  readonly reads: readonly Read[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly Write[];
  readonly policies: readonly PolicyWrite[];
  /** SHA-256 of the private read-write set of a collection; empty for public state. */
  readonly privateHash: Uint8Array;
}

/** Reads a serialised TxReadWriteSet. @throws MESSAGE_MALFORMED */
export function decodeAccesses(bytes: Uint8Array, notes: string[]): readonly StateAccess[] {
  return new Message(bytes, rwset.TxReadWriteSet, notes).getList('nsRwset').flatMap((each) => {
    const set = new Message(each, rwset.NsReadWriteSet, notes);
    const namespace = set.getText('namespace');
    const open = readPublicAccess(namespace, set.getBytes('rwset'), notes);
    return [open, ...set.getList('collections').map((collection) => readHashedAccess(namespace, collection, notes))];
  });
}

function readPublicAccess(namespace: string, bytes: Uint8Array, notes: string[]): StateAccess {
  const kv = new Message(bytes, rwset.KVRWSet, notes);
  return {
    namespace,
    collection: '',
    reads: kv.getList('reads').map((each) => readRead(each, notes)),
    ranges: kv.getList('ranges').map((each) => readRange(each, notes)),
    writes: kv.getList('writes').map((each) => {
      const write = new Message(each, rwset.KVWrite, notes);
      return { key: write.getText('key'), value: readValue(write.getInteger('isDelete'), write.getBytes('value')) };
    }),
    policies: kv.getList('metadataWrites').map((each) => {
      const write = new Message(each, rwset.KVMetadataWrite, notes);
      return { key: write.getText('key'), policy: readPolicy(write.getList('entries'), notes) };
    }),
    privateHash: new Uint8Array(),
  };
}

function readHashedAccess(namespace: string, bytes: Uint8Array, notes: string[]): StateAccess {
  const collection = new Message(bytes, rwset.CollectionHashedReadWriteSet, notes);
  const hashed = new Message(collection.getBytes('hashedRwset'), rwset.HashedRWSet, notes);
  return {
    namespace,
    collection: collection.getText('collectionName'),
    reads: hashed.getList('hashedReads').map((each) => {
      const read = new Message(each, rwset.KVReadHash, notes);
      return { key: toHex(read.getBytes('key')), version: readVersion(read, notes) };
    }),
    ranges: [],
    writes: hashed.getList('hashedWrites').map((each) => {
      const write = new Message(each, rwset.KVWriteHash, notes);
      return { key: toHex(write.getBytes('key')), value: readValue(write.getInteger('isDelete'), write.getBytes('value')) };
    }),
    policies: hashed.getList('metadataWrites').map((each) => {
      const write = new Message(each, rwset.KVMetadataWriteHash, notes);
      return { key: toHex(write.getBytes('key')), policy: readPolicy(write.getList('entries'), notes) };
    }),
    privateHash: collection.getBytes('pvtRwsetHash'),
  };
}

/** Returns `undefined` for an empty value too: Fabric treats it as a deletion. */
function readValue(isDelete: number, value: Uint8Array): Uint8Array | undefined {
  return isDelete !== 0 || value.length === 0 ? undefined : value;
}

function readRead(bytes: Uint8Array, notes: string[]): Read {
  const read = new Message(bytes, rwset.KVRead, notes);
  return { key: read.getText('key'), version: readVersion(read, notes) };
}

function readRange(bytes: Uint8Array, notes: string[]): RangeRead {
  const range = new Message(bytes, rwset.RangeQueryInfo, notes);
  const reads = new Message(range.getBytes('rawReads'), rwset.QueryReads, notes).getList('reads');
  return {
    start: range.getText('startKey'),
    end: range.getText('endKey'),
    isExhausted: range.getInteger('isExhausted') !== 0,
    reads: reads.map((each) => readRead(each, notes)),
    summary: range.has('merkleHashes') ? readSummary(range.getBytes('merkleHashes'), notes) : undefined,
  };
}

function readSummary(bytes: Uint8Array, notes: string[]): RangeSummary {
  const summary = new Message(bytes, rwset.QueryReadsMerkleSummary, notes);
  return { maxDegree: summary.getInteger('maxDegree'), maxLevel: summary.getInteger('maxLevel'), hashes: summary.getList('hashes') };
}

function readPolicy(entries: readonly Uint8Array[], notes: string[]): Uint8Array | undefined {
  const read = entries.map((each) => new Message(each, rwset.KVMetadataEntry, notes));
  return read.find((entry) => entry.getText('name') === 'VALIDATION_PARAMETER')?.getBytes('value');
}

function readVersion(read: Message<typeof rwset.KVRead> | Message<typeof rwset.KVReadHash>, notes: string[]): Version | undefined {
  if (!read.has('version')) return undefined;
  const version = new Message(read.getBytes('version'), rwset.Version, notes);
  return `${version.getInteger('blockNum')}.${version.getInteger('txNum')}`;
}
