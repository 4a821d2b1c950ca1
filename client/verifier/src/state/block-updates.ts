import { computeSha256, concatBytes, encodeText, fromHex } from '../blocks/bytes';
import type { StatePlace, Version } from '../blocks/state-access';
import { ByteWriter } from '../wire/byte-writer';
import { encodeVarint } from '../wire/encode';
import { compareByBytes } from './byte-order';

/** The value and version that a block leaves under a key. */
export interface Update {
  /** `undefined`: deleted. `unknown`: an earlier value, which is not kept. */
  readonly value: Uint8Array | undefined | 'unknown';
  readonly version: Version;
}

interface Writers {
  readonly all: ByteWriter;
  readonly entry: ByteWriter;
}

/** The writes of a block's valid transactions: the input of the commit hash that peers keep beside the block. */
export class BlockUpdates {
  private readonly versions = new Map<Version, Uint8Array>();
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
    const writers = { all: new ByteWriter(), entry: new ByteWriter() };
    for (const [namespace, collections] of sortEntries(this.namespaces)) {
      writers.entry.writeField(1, encodeText(namespace));
      for (const [collection, updates] of sortEntries(collections)) if (!this.encodeUpdates(collection, updates, writers)) return undefined;
    }
    return writers.all.take();
  }

  /** Encodes the updates of a collection in order; returns false if one refers to an unknown value. */
  private encodeUpdates(collection: string, updates: ReadonlyMap<string, Update>, { all, entry }: Writers): boolean {
    entry.writeField(2, encodeText(collection));
    for (const [key, { value, version }] of sortEntries(updates)) {
      if (value === 'unknown') return false;
      entry.writeField(3, collection === '' ? encodeText(key) : fromHex(key));
      if (value === undefined) entry.write(deletion);
      else entry.writeField(5, value);
      entry.writeField(6, this.encodeVersion(version));
      all.writeField(1, entry.take());
    }
    return true;
  }

  /** Encodes a version once for all writes of its transaction. */
  private encodeVersion(version: Version): Uint8Array {
    return getOrMake(this.versions, version, () => encodeVersion(version));
  }
}

/** The field that marks a deletion. */
const deletion = Uint8Array.of(0x20, 1);

function getOrMake<K, T>(map: Map<K, T>, key: K, make: () => T): T {
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
