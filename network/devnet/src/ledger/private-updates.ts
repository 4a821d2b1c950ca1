import { ledger } from '@hyperledger/fabric-protos';
import type { ChaincodeDirectory, CollectionRules } from './chaincode-directory';
import type { HeldPrivateData } from './held-private-data';
import type { ParsedCollection, ParsedTransaction } from './parsed-transaction';
import { hashKey } from './rwset-builder';
import { encodeVersion } from '../proto/commit-hash';
import { encodeExpiryKey, encodeExpiryRange, encodeHashedKey, encodePrivateKey, encodePrivateSetKey, encodePurgeKey } from './state-keys';
import type { StateView } from './state-view';
import type { StateVersion } from './types';
import type { UpdateBatch } from './update-batch';
import { encodeVersionedValue, isSameVersion, type VersionedValue } from './versioned-value';

/** A change of the state database. */
export type StateOperation =
  { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer } | { readonly type: 'del'; readonly key: Buffer };

/** A private key that expires. */
interface Expiry extends StateVersion {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: string;
  /** Absent if the plaintext was not held. */
  readonly key?: string;
  readonly members: readonly string[];
}

interface PrivateKeyAt {
  readonly namespace: string;
  readonly collection: string;
  readonly key: string;
}

/** A block's changes of private data: each member organisation's peer gets its own copy. */
export class PrivateUpdates {
  /** By database key; without a value it is a delete. */
  private readonly plaintext = new Map<string, { readonly at: Buffer; readonly value: VersionedValue | undefined }>();
  private readonly expiries: StateOperation[] = [];
  /** Keeps the sets for readers of blocks with private data, and notes which keys were purged. */
  private readonly sets: StateOperation[] = [];

  constructor(
    private readonly view: StateView,
    private readonly chaincodes: ChaincodeDirectory,
    private readonly held: HeldPrivateData,
  ) {}

  get isEmpty(): boolean {
    return this.plaintext.size === 0;
  }

  /** Applies a valid transaction. Plaintext that is not held stays missing, which later reads report. */
  apply(transaction: ParsedTransaction, version: StateVersion): void {
    for (const namespace of transaction.action?.namespaces ?? []) {
      for (const collection of namespace.collections.filter(({ privateHash }) => privateHash.length > 0)) {
        const rules = this.chaincodes.findCollectionRules(this.view, namespace.name, collection.name);
        if (rules) this.applyCollection({ txId: transaction.txId, namespace: namespace.name, collection, rules }, version);
      }
    }
  }

  listOperations(): readonly StateOperation[] {
    const changes = [...this.plaintext.values()].map(({ at, value }): StateOperation => toOperation(at, value));
    return [...changes, ...this.expiries, ...this.sets];
  }

  private applyCollection(
    part: { readonly txId: string; readonly namespace: string; readonly collection: ParsedCollection; readonly rules: CollectionRules },
    version: StateVersion,
  ): void {
    const { namespace, collection, rules } = part;
    const at = { namespace, collection: collection.name };
    const bytes = this.held.find(part.txId, { ...at, hash: collection.privateHash });
    const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(bytes ?? new Uint8Array());
    const written = new Map(set.getWritesList().map((write) => [write.getKey(), write.getIsDelete() ? undefined : write.getValue_asU8()]));
    for (const mspId of rules.members) {
      for (const [key, value] of written) this.write(mspId, { ...at, key }, value && { value, version, metadata: undefined });
      const described = set.getMetadataWritesList().map((write) => write.getKey());
      for (const key of described.filter((name) => !written.has(name))) this.moveVersion(mspId, { ...at, key }, version);
    }
    this.keepSet(part, bytes, version);
    if (rules.blockToLive > 0) this.planExpiry(part, [...written.keys()], version);
  }

  private keepSet(
    { namespace, collection }: { readonly namespace: string; readonly collection: ParsedCollection },
    bytes: Uint8Array | undefined,
    version: StateVersion,
  ): void {
    const { name, set } = collection;
    if (bytes) this.sets.push({ type: 'put', key: encodePrivateSetKey(version, namespace, name), value: Buffer.from(bytes) });
    for (const write of set.getHashedWritesList().filter((one) => one.getIsPurge())) {
      const keyHash = Buffer.from(write.getKeyHash_asU8()).toString('hex');
      this.sets.push({ type: 'put', key: encodePurgeKey(namespace, name, keyHash), value: encodeVersion(version) });
    }
  }

  private write(mspId: string, { namespace, collection, key }: PrivateKeyAt, value: VersionedValue | undefined): void {
    const at = encodePrivateKey(mspId, namespace, collection, key);
    this.plaintext.set(at.toString('latin1'), { at, value });
  }

  /** Moves the version of the plaintext, because a metadata write moves that of the hash. */
  private moveVersion(mspId: string, at: PrivateKeyAt, version: StateVersion): void {
    const pending = this.plaintext.get(encodePrivateKey(mspId, at.namespace, at.collection, at.key).toString('latin1'));
    const before = pending ? pending.value : this.view.getPrivate({ mspId, ...at });
    if (before) this.write(mspId, at, { ...before, version });
  }

  private planExpiry(
    part: { readonly namespace: string; readonly collection: ParsedCollection; readonly rules: CollectionRules },
    keys: readonly string[],
    version: StateVersion,
  ): void {
    const { namespace, rules } = part;
    const plain = new Map(keys.map((key) => [hashKey(key).toString('hex'), key]));
    for (const write of part.collection.set.getHashedWritesList().filter((one) => !one.getIsDelete())) {
      const keyHash = Buffer.from(write.getKeyHash_asU8()).toString('hex');
      const key = plain.get(keyHash);
      const names = { namespace, collection: part.collection.name, keyHash, members: rules.members };
      const expiry: Expiry = { ...names, ...version, ...(key === undefined ? {} : { key }) };
      const at = encodeExpiryKey(version.blockNumber + rules.blockToLive + 1, namespace, part.collection.name, keyHash);
      this.expiries.push({ type: 'put', key: at, value: Buffer.from(JSON.stringify(expiry)) });
    }
  }
}

/** Lists deletes of plaintext and hash that expire with this block, unless rewritten. They are not part of the commit hash. */
export async function expireData(view: StateView, batch: UpdateBatch, blockNumber: number): Promise<readonly StateOperation[]> {
  const listOperations: StateOperation[] = [];
  for await (const [at, value] of view.iterate(encodeExpiryRange(blockNumber))) {
    const expiry = JSON.parse(value.toString()) as Expiry;
    const { namespace, collection, keyHash, key } = expiry;
    listOperations.push({ type: 'del', key: at }, { type: 'del', key: encodePrivateSetKey(expiry, namespace, collection) });
    const isCurrent = isSameVersion(view.getHashed(namespace, collection, keyHash)?.version, expiry);
    if (!isCurrent || batch.getHashed(namespace, collection, keyHash)) continue;
    listOperations.push({ type: 'del', key: encodeHashedKey(namespace, collection, keyHash) });
    if (key === undefined) continue;
    for (const mspId of expiry.members) listOperations.push({ type: 'del', key: encodePrivateKey(mspId, namespace, collection, key) });
  }
  return listOperations;
}

/** Makes a put, or a delete if there is no value. */
export function toOperation(key: Buffer, value: VersionedValue | undefined): StateOperation {
  return value ? { type: 'put', key, value: encodeVersionedValue(value) } : { type: 'del', key };
}
