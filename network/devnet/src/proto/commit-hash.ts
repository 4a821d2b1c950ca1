import { computeSha256, sortEntries } from './bytes';
import { encodeOrderedVarint } from './ordered-varint';
import { encodeField, encodeOptionalField, encodeVarint } from './wire';

/** A write that reaches the state: no value is a delete. Metadata do not enter the hash. */
export interface HashedUpdate {
  readonly value?: Uint8Array | undefined;
  readonly version: { readonly blockNumber: number; readonly txIndex: number };
}

/** Writes of one namespace: public by key, hashed by collection and hex of the key's hash. */
export interface NamespaceUpdates {
  readonly keys: ReadonlyMap<string, HashedUpdate>;
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, HashedUpdate>>;
}

/**
 * PB(Updates) of Fabric's `update_batch_bytes.go`, a message without published proto: namespaces sorted; in each public
 * keys, then collections; a namespace or collection is named on its first entry only. The namespace `''` is left out.
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

/** The chain of states: SHA-256 over the flags with their length, the updates and the hash of the block before. */
export function computeCommitHash(flags: Uint8Array, updates: Uint8Array, previous: Uint8Array): Buffer {
  return computeSha256(encodeVarint(flags.length), flags, updates, previous);
}

/** A block's version of a key in bytes that sort: number, then index of the transaction. */
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
