import { sha256 } from './block';
import { compareByBytes } from './byte-order';
import type { StateAccess, Version } from './state-access';

/** What a block leaves under a key. */
export interface Update {
  /** Nothing: deleted. `unknown`: an older value, of which nothing is kept. */
  readonly value: Uint8Array | undefined | 'unknown';
  readonly version: Version;
}

/** What a block’s valid transactions write, for the commit hash that peers keep beside a block. */
export class BlockUpdates {
  private readonly namespaces = new Map<string, Map<string, Map<string, Update>>>();

  set({ namespace, collection }: Pick<StateAccess, 'namespace' | 'collection'>, key: string, update: Update): void {
    const collections = entryOf(this.namespaces, namespace, () => new Map<string, Map<string, Update>>());
    entryOf(collections, collection, () => new Map<string, Update>()).set(key, update);
  }

  /** What the block so far leaves under a key. */
  find({ namespace, collection }: Pick<StateAccess, 'namespace' | 'collection'>, key: string): Update | undefined {
    return this.namespaces.get(namespace)?.get(collection)?.get(key);
  }

  /** SHA-256 over the flags with their length, the updates and the commit hash before; nothing where an older value would be needed. */
  commitHash(flags: Uint8Array, previous: Uint8Array): Buffer | undefined {
    const updates = this.encode();
    return updates && sha256(varint(flags.length), flags, updates, previous);
  }

  /** Namespaces in order; in each what is public, then its collections; each is named on its first entry only (update_batch_bytes.go). */
  private encode(): Buffer | undefined {
    const entries: Buffer[] = [];
    for (const [namespace, collections] of inOrder(this.namespaces)) {
      let heading = field(1, Buffer.from(namespace));
      for (const [collection, updates] of inOrder(collections)) {
        const encoded = encodeCollection(collection, updates);
        if (!encoded) return undefined;
        for (const [at, entry] of encoded.entries()) entries.push(field(1, at === 0 ? Buffer.concat([heading, entry]) : entry));
        heading = Buffer.alloc(0);
      }
    }
    return Buffer.concat(entries);
  }
}

function encodeCollection(collection: string, updates: ReadonlyMap<string, Update>): readonly Buffer[] | undefined {
  const entries: Buffer[] = [];
  for (const [key, update] of inOrder(updates)) {
    const entry = encodeUpdate(Buffer.from(key, collection === '' ? 'utf8' : 'hex'), update);
    if (!entry) return undefined;
    entries.push(entries.length === 0 ? Buffer.concat([field(2, Buffer.from(collection)), entry]) : entry);
  }
  return entries;
}

function encodeUpdate(key: Uint8Array, { value, version }: Update): Buffer | undefined {
  if (value === 'unknown') return undefined;
  const content = value === undefined ? Buffer.from([0x20, 1]) : field(5, value);
  return Buffer.concat([field(3, key), content, field(6, versionBytes(version))]);
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function inOrder<T>(map: ReadonlyMap<string, T>): readonly [string, T][] {
  return [...map].sort(([a], [b]) => compareByBytes(a, b));
}

/** A field of bytes, left out where there are none, as Fabric’s encoder does. */
function field(number: number, content: Uint8Array): Buffer {
  return content.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** Block, then index: each as the count of its significant bytes and these. */
function versionBytes(version: Version): Buffer {
  return Buffer.concat(
    version.split('.').map((number) => {
      const hex = BigInt(number).toString(16);
      const digits = number === '0' ? Buffer.alloc(0) : Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
      return Buffer.concat([Buffer.from([digits.length]), digits]);
    }),
  );
}
