import { computeSha256, sortEntries } from './bytes';
import { encodeOrderedVarint } from './ordered-varint';
import { encodeField, encodeOptionalField, encodeVarint } from './wire';

/** A write that reaches the state; without a value it is a delete. Metadata is not part of the hash. */
export interface HashedUpdate {
  readonly value?: Uint8Array | undefined;
  readonly version: { readonly blockNumber: number; readonly txIndex: number };
}

/** Writes of one namespace: public ones by key, hashed ones by collection and hex of the key's hash. */
export interface NamespaceUpdates {
  readonly keys: ReadonlyMap<string, HashedUpdate>;
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, HashedUpdate>>;
}

/**
 * Encodes PB(Updates) of Fabric's `update_batch_bytes.go`: namespaces sorted, in each its public keys, then its collections.
 * Only the first entry of a namespace or collection names it, and the namespace `''` is left out.
 */
export function encodeUpdates(namespaces: ReadonlyMap<string, NamespaceUpdates>): Buffer {
  const entries: Buffer[] = [];
  for (const [namespace, updates] of sortEntries(namespaces)) {
    if (namespace === '') continue;
    let heading = encodeField(1, Buffer.from(namespace));
    for (const { collection, updates: writes } of listParts(updates)) {
      let inner = encodeOptionalField(2, Buffer.from(collection));
      for (const [key, write] of writes) {
        const name = collection === '' ? Buffer.from(key) : Buffer.from(key, 'hex');
        entries.push(encodeField(1, Buffer.concat([heading, inner, encodeUpdate(name, write)])));
        heading = inner = Buffer.alloc(0);
      }
    }
  }
  return Buffer.concat(entries);
}

/** Computes a block's commit hash: SHA-256 over the length of the flags, the flags, the updates and the previous commit hash. */
export function computeCommitHash(flags: Uint8Array, updates: Uint8Array, previous: Uint8Array): Buffer {
  return computeSha256(encodeVarint(flags.length), flags, updates, previous);
}

/** Encodes the version of a key in bytes that sort: block number, then transaction index. */
export function encodeVersion(version: HashedUpdate['version']): Buffer {
  return Buffer.concat([encodeOrderedVarint(version.blockNumber), encodeOrderedVarint(version.txIndex)]);
}

function listParts(updates: NamespaceUpdates): { collection: string; updates: [string, HashedUpdate][] }[] {
  const collections = sortEntries(updates.collections).map(([collection, writes]) => ({ collection, updates: sortEntries(writes) }));
  return [{ collection: '', updates: sortEntries(updates.keys) }, ...collections];
}

function encodeUpdate(key: Uint8Array, { value, version }: HashedUpdate): Buffer {
  const isDelete = value === undefined ? Buffer.from([0x20, 1]) : Buffer.alloc(0);
  const content = encodeOptionalField(5, value ?? Buffer.alloc(0));
  return Buffer.concat([encodeOptionalField(3, key), isDelete, content, encodeField(6, encodeVersion(version))]);
}
