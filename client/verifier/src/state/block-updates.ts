import { computeSha256, concatBytes, encodeText, fromHex } from '../blocks/bytes';
import type { StatePlace, Version } from '../blocks/state-access';
import { encodeField, encodeVarint } from '../wire/encode';
import { compareByBytes } from './byte-order';

/** The value and version that a block leaves under a key. */
export interface Update {
  /** `undefined`: deleted. `unknown`: an earlier value, which is not kept. */
  readonly value: Uint8Array | undefined | 'unknown';
  readonly version: Version;
}

/** The writes of a block's valid transactions: the input of the commit hash that peers keep beside the block. */
export class BlockUpdates {
  private readonly namespaces = new Map<string, Map<string, Map<string, Update>>>();

  set({ namespace, collection }: StatePlace, key: string, update: Update): void {
    const collections = getOrMake(this.namespaces, namespace, () => new Map<string, Map<string, Update>>());
    getOrMake(collections, collection, () => new Map<string, Update>()).set(key, update);
  }

  /** Returns what the block so far leaves under a key. */
  find({ namespace, collection }: StatePlace, key: string): Update | undefined {
    return this.namespaces.get(namespace)?.get(collection)?.get(key);
  }

  /**
   * Computes SHA-256 over the number of flags, the flags, the updates and the previous commit hash; `undefined` if an update refers to
   * an unknown value.
   */
  computeCommitHash(flags: Uint8Array, previous: Uint8Array): Uint8Array | undefined {
    const updates = this.encode();
    return updates && computeSha256(encodeVarint(flags.length), flags, updates, previous);
  }

  /** Encodes namespaces in order, each with its public keys and then its collections; only the first entry of each carries the name (update_batch_bytes.go). */
  private encode(): Uint8Array | undefined {
    const entries: Uint8Array[] = [];
    for (const [namespace, collections] of sortEntries(this.namespaces)) {
      let heading = encodeField(1, encodeText(namespace));
      for (const [collection, updates] of sortEntries(collections)) {
        const encoded = encodeCollection(collection, updates);
        if (!encoded) return undefined;
        for (const [at, entry] of encoded.entries()) entries.push(encodeField(1, at === 0 ? concatBytes(heading, entry) : entry));
        heading = new Uint8Array();
      }
    }
    return concatBytes(...entries);
  }
}

function encodeCollection(collection: string, updates: ReadonlyMap<string, Update>): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (const [key, update] of sortEntries(updates)) {
    const entry = encodeUpdate(collection === '' ? encodeText(key) : fromHex(key), update);
    if (!entry) return undefined;
    entries.push(entries.length === 0 ? concatBytes(encodeField(2, encodeText(collection)), entry) : entry);
  }
  return entries;
}

function encodeUpdate(key: Uint8Array, { value, version }: Update): Uint8Array | undefined {
  if (value === 'unknown') return undefined;
  const content = value === undefined ? Uint8Array.of(0x20, 1) : encodeField(5, value);
  return concatBytes(encodeField(3, key), content, encodeField(6, encodeVersion(version)));
}

function getOrMake<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function sortEntries<T>(map: ReadonlyMap<string, T>): readonly [string, T][] {
  return [...map].sort(([a], [b]) => compareByBytes(a, b));
}

/** Encodes block and index, each as the number of its significant bytes followed by these bytes. */
function encodeVersion(version: Version): Uint8Array {
  return concatBytes(
    ...version.split('.').map((number) => {
      const hex = BigInt(number).toString(16);
      const digits = number === '0' ? new Uint8Array() : fromHex(hex.padStart(hex.length + (hex.length % 2), '0'));
      return concatBytes(Uint8Array.of(digits.length), digits);
    }),
  );
}
