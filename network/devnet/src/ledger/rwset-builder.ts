import { ledger } from '@hyperledger/fabric-protos';
import { computeSha256, sortEntries } from '../proto/bytes';
import { toRead, toVersion } from './range-query';
import type { StateVersion } from './types';
import { toMetadataEntries } from './versioned-value';

const { kvrwset } = ledger.rwset;

/** A write; an empty value is a delete, as on Fabric. A purge is a delete that also removes the history of private data. */
export interface Write {
  readonly value: Uint8Array;
  readonly isPurge?: boolean;
}

type Metadata = ReadonlyMap<string, Uint8Array>;

/** Reads and writes of one collection, by plaintext key. */
export class CollectionSet {
  readonly reads = new Map<string, StateVersion | undefined>();
  readonly writes = new Map<string, Write>();
  readonly metadata = new Map<string, Metadata>();
  /** True once a value was read in plain text: only members of the collection can then endorse. A read of a hash restricts nobody. */
  isReadInPlain = false;

  hasWrites(): boolean {
    return this.writes.size + this.metadata.size > 0;
  }

  /** Builds PB(KVRWSet) with the plaintext; undefined if nothing is written. */
  buildPrivate(): Uint8Array | undefined {
    if (!this.hasWrites()) return undefined;
    const set = new kvrwset.KVRWSet();
    set.setWritesList(sortEntries(this.writes).map(([key, write]) => toWrite(key, write)));
    set.setMetadataWritesList(sortEntries(this.metadata).map(([key]) => toMetadataWrite(key, new Map())));
    return set.serializeBinary();
  }

  buildHashed(): Uint8Array {
    const set = new kvrwset.HashedRWSet();
    set.setHashedReadsList(sortEntries(this.reads).map(([key, version]) => toReadHash(key, version)));
    set.setHashedWritesList(sortEntries(this.writes).map(([key, write]) => toWriteHash(key, write)));
    set.setMetadataWritesList(sortEntries(this.metadata).map(([key, entries]) => toMetadataWriteHash(key, entries)));
    return set.serializeBinary();
  }
}

/** Reads and writes of one namespace. */
export class NamespaceSet {
  readonly reads = new Map<string, StateVersion | undefined>();
  readonly writes = new Map<string, Write>();
  readonly metadata = new Map<string, Metadata>();
  readonly ranges: ledger.rwset.kvrwset.RangeQueryInfo[] = [];
  readonly collections = new Map<string, CollectionSet>();

  openCollection(name: string): CollectionSet {
    return getOrAdd(this.collections, name, () => new CollectionSet());
  }

  buildPublic(): Uint8Array {
    const set = new kvrwset.KVRWSet();
    set.setReadsList(sortEntries(this.reads).map(([key, version]) => toRead(key, version)));
    set.setRangeQueriesInfoList(removeRepeated(this.ranges));
    set.setWritesList(sortEntries(this.writes).map(([key, write]) => toWrite(key, write)));
    set.setMetadataWritesList(sortEntries(this.metadata).map(([key, entries]) => toMetadataWrite(key, entries)));
    return set.serializeBinary();
  }
}

/** Collects reads and writes of a simulation and encodes them (Fabric's `rwsetutil/rwset_builder.go`). */
export class RwsetBuilder {
  readonly namespaces = new Map<string, NamespaceSet>();

  openNamespace(name: string): NamespaceSet {
    return getOrAdd(this.namespaces, name, () => new NamespaceSet());
  }

  /** Builds PB(TxReadWriteSet). */
  buildPublic(): Uint8Array {
    const set = new ledger.rwset.TxReadWriteSet();
    set.setNsRwsetList(sortEntries(this.namespaces).map(([name, namespace]) => toNamespace(name, namespace)));
    return set.serializeBinary();
  }

  /** Builds PB(TxPvtReadWriteSet); undefined if no private data is written. */
  buildPrivate(): Uint8Array | undefined {
    const set = new ledger.rwset.TxPvtReadWriteSet();
    for (const [name, namespace] of sortEntries(this.namespaces)) {
      const collections = toPrivateCollections(namespace);
      if (collections.length === 0) continue;
      const part = new ledger.rwset.NsPvtReadWriteSet();
      part.setNamespace(name);
      part.setCollectionPvtRwsetList(collections);
      set.addNsPvtRwset(part);
    }
    return set.getNsPvtRwsetList().length === 0 ? undefined : set.serializeBinary();
  }
}

function toNamespace(name: string, openNamespace: NamespaceSet): ledger.rwset.NsReadWriteSet {
  const set = new ledger.rwset.NsReadWriteSet();
  set.setNamespace(name);
  set.setRwset(openNamespace.buildPublic());
  set.setCollectionHashedRwsetList(
    sortEntries(openNamespace.collections).map(([collection, part]) => toHashedCollection(collection, part)),
  );
  return set;
}

function toHashedCollection(name: string, part: CollectionSet): ledger.rwset.CollectionHashedReadWriteSet {
  const set = new ledger.rwset.CollectionHashedReadWriteSet();
  const plaintext = part.buildPrivate();
  set.setCollectionName(name);
  set.setHashedRwset(part.buildHashed());
  if (plaintext) set.setPvtRwsetHash(computeSha256(plaintext));
  return set;
}

function toPrivateCollections(openNamespace: NamespaceSet): ledger.rwset.CollectionPvtReadWriteSet[] {
  return sortEntries(openNamespace.collections).flatMap(([name, part]) => {
    const plaintext = part.buildPrivate();
    if (!plaintext) return [];
    const set = new ledger.rwset.CollectionPvtReadWriteSet();
    set.setCollectionName(name);
    set.setRwset(plaintext);
    return [set];
  });
}

function toWrite(key: string, { value }: Write): ledger.rwset.kvrwset.KVWrite {
  const write = new kvrwset.KVWrite();
  write.setKey(key);
  write.setIsDelete(value.length === 0);
  write.setValue(value);
  return write;
}

function toMetadataWrite(key: string, entries: Metadata): ledger.rwset.kvrwset.KVMetadataWrite {
  const write = new kvrwset.KVMetadataWrite();
  write.setKey(key);
  write.setEntriesList(toMetadataEntries(entries));
  return write;
}

function toReadHash(key: string, version: StateVersion | undefined): ledger.rwset.kvrwset.KVReadHash {
  const read = new kvrwset.KVReadHash();
  read.setKeyHash(hashKey(key));
  if (version) read.setVersion(toVersion(version));
  return read;
}

function toWriteHash(key: string, { value, isPurge = false }: Write): ledger.rwset.kvrwset.KVWriteHash {
  const write = new kvrwset.KVWriteHash();
  write.setKeyHash(hashKey(key));
  write.setIsDelete(value.length === 0);
  if (value.length > 0) write.setValueHash(computeSha256(value));
  write.setIsPurge(isPurge);
  return write;
}

function toMetadataWriteHash(key: string, entries: Metadata): ledger.rwset.kvrwset.KVMetadataWriteHash {
  const write = new kvrwset.KVMetadataWriteHash();
  write.setKeyHash(hashKey(key));
  write.setEntriesList(toMetadataEntries(entries));
  return write;
}

/** Hashes a private key for the public part of the ledger. */
export function hashKey(key: string): Buffer {
  return computeSha256(Buffer.from(key));
}

/** Removes repeated scans over the same range with the same end. */
function removeRepeated(ranges: readonly ledger.rwset.kvrwset.RangeQueryInfo[]): ledger.rwset.kvrwset.RangeQueryInfo[] {
  const byExtent = new Map<string, ledger.rwset.kvrwset.RangeQueryInfo>();
  for (const range of ranges) {
    const extent = JSON.stringify([range.getStartKey(), range.getEndKey(), range.getItrExhausted()]);
    if (!byExtent.has(extent)) byExtent.set(extent, range);
  }
  return [...byExtent.values()];
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
