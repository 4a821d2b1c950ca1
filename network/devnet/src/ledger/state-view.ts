import type { ClassicLevel } from 'classic-level';
import type { ChaincodeDefinition } from './types';
import type { StateCache } from './state-cache';
import { encodeHashedKey, decodePlainKey, encodePrivateEnd, encodePrivateKey, encodePublicEnd, encodePublicKey } from './state-keys';
import { decodeVersionedValue, type VersionedValue } from './versioned-value';

/** The database with everything derived from blocks. */
export type StateDatabase = ClassicLevel<Buffer, Buffer>;

/** A key of a scan with its value and version. */
export interface ScannedValue extends VersionedValue {
  readonly key: string;
}

/** A snapshot of the state at one height. Each holder calls `retain`, and `release` once. */
export class StateView {
  private readonly snapshot;
  private holders = 1;

  /** Creates a view; `definitions` caches those read at this height, and is reused at the next one if they did not change. */
  constructor(
    private readonly database: StateDatabase,
    readonly height: number,
    private readonly cache: StateCache,
    readonly definitions = new Map<string, ChaincodeDefinition | undefined>(),
  ) {
    this.snapshot = database.snapshot();
  }

  getPublic(namespace: string, key: string): VersionedValue | undefined {
    return this.read(encodePublicKey(namespace, key));
  }

  getHashed(namespace: string, collection: string, keyHash: string): VersionedValue | undefined {
    return this.read(encodeHashedKey(namespace, collection, keyHash));
  }

  getPrivate(at: {
    readonly mspId: string;
    readonly namespace: string;
    readonly collection: string;
    readonly key: string;
  }): VersionedValue | undefined {
    return this.read(encodePrivateKey(at.mspId, at.namespace, at.collection, at.key));
  }

  /** Scans public keys from `startKey` up to but not including `endKey`; an empty end is that of the namespace. */
  async *scanPublic(namespace: string, startKey: string, endKey: string): AsyncGenerator<ScannedValue, undefined> {
    const range = {
      gte: encodePublicKey(namespace, startKey),
      lt: endKey === '' ? encodePublicEnd(namespace) : encodePublicKey(namespace, endKey),
    };
    for await (const [key, value] of this.iterate(range)) yield { key: decodePlainKey(key, namespace), ...decodeVersionedValue(value) };
  }

  /** Scans a collection's plaintext of one organisation's peer in the same way. */
  async *scanPrivate(
    mspId: string,
    at: { namespace: string; collection: string; startKey: string; endKey: string },
  ): AsyncGenerator<ScannedValue, undefined> {
    const { namespace, collection, startKey, endKey } = at;
    const prefix = encodePrivateKey(mspId, namespace, collection, '');
    const lt = endKey === '' ? encodePrivateEnd(mspId, namespace, collection) : encodePrivateKey(mspId, namespace, collection, endKey);
    const range = { gte: encodePrivateKey(mspId, namespace, collection, startKey), lt };
    for await (const [key, value] of this.iterate(range))
      yield { key: key.toString('utf8', prefix.length), ...decodeVersionedValue(value) };
  }

  iterate(range: { readonly gte: Buffer; readonly lt: Buffer; readonly reverse?: boolean }) {
    return this.database.iterator({ ...range, snapshot: this.snapshot });
  }

  retain(): this {
    this.holders += 1;
    return this;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) void this.snapshot.close();
  }

  private read(key: Buffer): VersionedValue | undefined {
    const name = nameKey(key);
    const known = this.cache.find(name, this.height);
    if (known) return known.value;
    const bytes = this.database.getSync(key, { snapshot: this.snapshot });
    const value = bytes === undefined ? undefined : decodeVersionedValue(bytes);
    this.cache.add(name, { height: this.height, value });
    return value;
  }
}

/** Names a database key in the cache: one character for each byte. */
export function nameKey(key: Buffer): string {
  return key.toString('latin1');
}
