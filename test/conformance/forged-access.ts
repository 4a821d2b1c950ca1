import { ledger } from '@hyperledger/fabric-protos';

const {
  HashedRWSet,
  KVMetadataEntry,
  KVMetadataWrite,
  KVMetadataWriteHash,
  KVRead,
  KVReadHash,
  KVRWSet,
  KVWrite,
  KVWriteHash,
  RangeQueryInfo,
} = ledger.rwset.kvrwset;

/** Values by key; `undefined` deletes. */
type Values = Readonly<Record<string, Uint8Array | undefined>>;

/** Reads and writes of a forged transaction in the namespace `databund`. */
export interface ForgedAccess {
  /** The values may contain the id of their transaction. */
  readonly writes?: (txId: string) => Values;
  /** PB(SignaturePolicyEnvelope) by key. */
  readonly policies?: Readonly<Record<string, Uint8Array>>;
  /** The versions that were read, by key; `undefined` if the key was absent. */
  readonly reads?: Readonly<Record<string, readonly [block: number, index: number] | undefined>>;
  /** The starts of ranges that were read. */
  readonly ranges?: readonly string[];
  /** SHA-256 of values by SHA-256 of keys, both in hex, by collection. */
  readonly privateWrites?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The versions of private hashes that were read, by collection and SHA-256 of the key in hex. */
  readonly privateReads?: Readonly<Record<string, Readonly<Record<string, readonly [block: number, index: number] | undefined>>>>;
  /** PB(SignaturePolicyEnvelope) of private keys, by collection and SHA-256 of the key in hex. */
  readonly privatePolicies?: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>;
  /** Keys of the namespace `_lifecycle` that were read in the version of block 1. */
  readonly definition?: readonly string[];
  /** Writes in other namespaces. */
  readonly elsewhere?: Readonly<Record<string, Values>>;
}

type Namespace = InstanceType<typeof ledger.rwset.NsReadWriteSet>;

/** Encodes PB(TxReadWriteSet). */
export function encodeForgedAccess(txId: string, access: ForgedAccess): Uint8Array {
  const { writes, elsewhere = {}, definition, privateWrites = {}, privateReads = {}, privatePolicies = {}, ...rest } = access;
  const own = makeNamespace('databund', { values: writes?.(txId) ?? {}, ...rest });
  const collections = new Set([privateWrites, privateReads, privatePolicies].flatMap((each) => Object.keys(each)));
  own.setCollectionHashedRwsetList(
    [...collections].map((name) =>
      makeCollection(name, { values: privateWrites[name] ?? {}, reads: privateReads[name] ?? {}, policies: privatePolicies[name] ?? {} }),
    ),
  );
  const reads = Object.fromEntries((definition ?? []).map((key) => [key, [1, 0] as const]));
  const all = new ledger.rwset.TxReadWriteSet();
  all.setNsRwsetList([
    ...(definition ? [makeNamespace('_lifecycle', { values: {}, reads })] : []),
    own,
    ...Object.entries(elsewhere).map(([name, values]) => makeNamespace(name, { values })),
  ]);
  return all.serializeBinary();
}

type PublicAccess = Pick<ForgedAccess, 'policies' | 'reads' | 'ranges'> & { readonly values: Values };

function makeNamespace(name: string, { values, policies = {}, reads = {}, ranges = [] }: PublicAccess): Namespace {
  const set = new KVRWSet();
  set.setReadsList(Object.entries(reads).map(([key, version]) => makeRead(key, version)));
  set.setWritesList(Object.entries(values).map(([key, value]) => makeWrite(key, value)));
  set.setMetadataWritesList(Object.entries(policies).map(([key, policy]) => makePolicyWrite(key, policy)));
  set.setRangeQueriesInfoList(
    ranges.map((start) => {
      const range = new RangeQueryInfo();
      range.setStartKey(start);
      return range;
    }),
  );
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace(name);
  namespace.setRwset(set.serializeBinary());
  return namespace;
}

function makeRead(key: string, version: readonly [number, number] | undefined): InstanceType<typeof KVRead> {
  const read = new KVRead();
  read.setKey(key);
  if (version) read.setVersion(makeVersion(version));
  return read;
}

function makeWrite(key: string, value: Uint8Array | undefined): InstanceType<typeof KVWrite> {
  const write = new KVWrite();
  write.setKey(key);
  write.setIsDelete(value === undefined);
  write.setValue(value ?? new Uint8Array());
  return write;
}

function makePolicyWrite(key: string, policy: Uint8Array): InstanceType<typeof KVMetadataWrite> {
  const write = new KVMetadataWrite();
  write.setKey(key);
  write.setEntriesList([makePolicyEntry(policy)]);
  return write;
}

function makePolicyEntry(policy: Uint8Array): InstanceType<typeof KVMetadataEntry> {
  const entry = new KVMetadataEntry();
  entry.setName('VALIDATION_PARAMETER');
  entry.setValue(policy);
  return entry;
}

interface HiddenAccess {
  readonly values: Readonly<Record<string, string>>;
  readonly reads: Readonly<Record<string, readonly [number, number] | undefined>>;
  readonly policies: Readonly<Record<string, Uint8Array>>;
}

function makeCollection(name: string, { values, reads, policies }: HiddenAccess) {
  const hashed = new HashedRWSet();
  hashed.setHashedReadsList(
    Object.entries(reads).map(([key, version]) => {
      const read = new KVReadHash();
      read.setKeyHash(Buffer.from(key, 'hex'));
      if (version) read.setVersion(makeVersion(version));
      return read;
    }),
  );
  hashed.setMetadataWritesList(
    Object.entries(policies).map(([key, policy]) => {
      const write = new KVMetadataWriteHash();
      write.setKeyHash(Buffer.from(key, 'hex'));
      write.setEntriesList([makePolicyEntry(policy)]);
      return write;
    }),
  );
  hashed.setHashedWritesList(
    Object.entries(values).map(([key, value]) => {
      const write = new KVWriteHash();
      write.setKeyHash(Buffer.from(key, 'hex'));
      write.setValueHash(Buffer.from(value, 'hex'));
      return write;
    }),
  );
  const collection = new ledger.rwset.CollectionHashedReadWriteSet();
  collection.setCollectionName(name);
  collection.setHashedRwset(hashed.serializeBinary());
  return collection;
}

function makeVersion([block, index]: readonly [number, number]): InstanceType<typeof ledger.rwset.kvrwset.Version> {
  const version = new ledger.rwset.kvrwset.Version();
  version.setBlockNum(block);
  version.setTxNum(index);
  return version;
}
