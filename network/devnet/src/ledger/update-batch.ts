import type { HashedUpdate, NamespaceUpdates } from '../proto/commit-hash';
import type { ParsedNamespace } from './parsed-transaction';
import type { StateView } from './state-view';
import type { StateVersion } from './types';
import { encodeMetadata, parseMetadataEntries, type VersionedValue } from './versioned-value';

/** The final update of a key in a block; without a value it is a delete. */
export interface Update extends HashedUpdate {
  readonly metadata?: Uint8Array | undefined;
}

/** One transaction's change of a key: value (undefined deletes it) and metadata, each only if written. */
interface KeyChange {
  write?: { readonly value: Uint8Array | undefined };
  metadata?: { readonly entries: Uint8Array | undefined };
}

interface NamespaceBatch extends NamespaceUpdates {
  readonly keys: Map<string, Update>;
  readonly collections: Map<string, Map<string, Update>>;
}

/** Writes of a block's valid transactions so far, in their order (Fabric's `tx_ops.go`). */
export class UpdateBatch {
  readonly namespaces = new Map<string, NamespaceBatch>();

  constructor(private readonly view: Pick<StateView, 'getPublic' | 'getHashed'>) {}

  /** Returns the update of a public key; undefined if the block does not change it. */
  getPublic(namespace: string, key: string): Update | undefined {
    return this.namespaces.get(namespace)?.keys.get(key);
  }

  getHashed(namespace: string, collection: string, keyHash: string): Update | undefined {
    return this.namespaces.get(namespace)?.collections.get(collection)?.get(keyHash);
  }

  apply(namespace: ParsedNamespace, version: StateVersion): void {
    const { name } = namespace;
    const changes = listPublicChanges(namespace);
    if (changes.size > 0) this.applyChanges(this.openNamespace(name).keys, changes, version, (key) => this.view.getPublic(name, key));
    for (const collection of namespace.collections) {
      const hashedChanges = listHashedChanges(collection.set);
      const readCommitted = (keyHash: string) => this.view.getHashed(name, collection.name, keyHash);
      if (hashedChanges.size > 0) this.applyChanges(this.openCollection(name, collection.name), hashedChanges, version, readCommitted);
    }
  }

  private applyChanges(
    target: Map<string, Update>,
    changes: ReadonlyMap<string, KeyChange>,
    version: StateVersion,
    readCommitted: (key: string) => VersionedValue | undefined,
  ): void {
    for (const [key, change] of changes) {
      const before = target.get(key) ?? readCommitted(key);
      const update = toUpdate(change, before, version);
      if (update) target.set(key, update);
    }
  }

  private openCollection(namespace: string, collection: string): Map<string, Update> {
    const { collections } = this.openNamespace(namespace);
    const known = collections.get(collection) ?? new Map<string, Update>();
    collections.set(collection, known);
    return known;
  }

  private openNamespace(namespace: string): NamespaceBatch {
    const known = this.namespaces.get(namespace) ?? {
      keys: new Map<string, Update>(),
      collections: new Map<string, Map<string, Update>>(),
    };
    this.namespaces.set(namespace, known);
    return known;
  }
}

/** Merges a change into the previous value: a missing part is kept, a delete drops both, metadata without a value is ignored. */
function toUpdate(change: KeyChange, before: Pick<Update, 'value' | 'metadata'> | undefined, version: StateVersion): Update | undefined {
  if (change.write && change.write.value === undefined) return { version };
  const value = change.write ? change.write.value : before?.value;
  if (value === undefined) return undefined;
  return { version, value, metadata: change.metadata ? change.metadata.entries : before?.metadata };
}

function listPublicChanges(namespace: ParsedNamespace): ReadonlyMap<string, KeyChange> {
  const changes = new Map<string, KeyChange>();
  for (const write of namespace.set.getWritesList()) {
    const value = write.getValue_asU8();
    changes.set(write.getKey(), { write: { value: write.getIsDelete() || value.length === 0 ? undefined : value } });
  }
  for (const write of namespace.set.getMetadataWritesList()) {
    const entries = encodeMetadata(parseMetadataEntries(write.getEntriesList()));
    changes.set(write.getKey(), { ...changes.get(write.getKey()), metadata: { entries } });
  }
  return changes;
}

function listHashedChanges(set: ParsedNamespace['collections'][number]['set']): ReadonlyMap<string, KeyChange> {
  const changes = new Map<string, KeyChange>();
  for (const write of set.getHashedWritesList()) {
    changes.set(toHex(write.getKeyHash_asU8()), { write: { value: write.getIsDelete() ? undefined : write.getValueHash_asU8() } });
  }
  for (const write of set.getMetadataWritesList()) {
    const keyHash = toHex(write.getKeyHash_asU8());
    const entries = encodeMetadata(parseMetadataEntries(write.getEntriesList()));
    changes.set(keyHash, { ...changes.get(keyHash), metadata: { entries } });
  }
  return changes;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
