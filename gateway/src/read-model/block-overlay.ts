import { hashBytes, nameCollection, toStateKey, type Key, type Recorded, type Store } from '@databund/model';
import type { HeightStore } from './height-store';
import { readRecord } from './read-record';
import type { ReadBlock } from './read-block';

/** The ledger after a block whose rows are not written yet: what the block writes, over what was before. */
export class BlockOverlay implements Store {
  private readonly values = new Map<string, Uint8Array | undefined>();
  private readonly anchors = new Map<string, string | undefined>();
  private readonly policies = new Map<string, Uint8Array | undefined>();
  private readonly records = new Map<string, Recorded<object> | undefined>();

  constructor(
    readonly before: HeightStore,
    { transactions }: ReadBlock,
  ) {
    for (const { collection, writes, policies } of transactions.flatMap(({ accesses }) => accesses)) {
      for (const { key, value } of writes) {
        if (collection === '') this.values.set(key, value);
        else this.anchors.set(`${collection} ${key}`, value && Buffer.from(value).toString('hex'));
      }
      if (collection === '') for (const { key, policy } of policies) this.policies.set(key, policy);
    }
  }

  /** The keys of the public state that the block writes. */
  get writtenKeys(): Iterable<string> {
    return this.values.keys();
  }

  find<T>(key: Key<T>): Recorded<T> | undefined | Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    if (!this.values.has(stateKey)) return this.before.find(key);
    const value = this.values.get(stateKey);
    if (!this.records.has(stateKey)) this.records.set(stateKey, value && readRecord(key, value));
    return this.records.get(stateKey) as Recorded<T> | undefined; // `as`: the key's type determines the type of its records.
  }

  findAnchor(mspId: string, key: Key): string | undefined | Promise<string | undefined> {
    const name = `${nameCollection(mspId)} ${hashBytes(toStateKey(key)).value}`;
    return this.anchors.has(name) ? this.anchors.get(name) : this.before.findAnchor(mspId, key);
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    const stateKey = toStateKey(key);
    return this.policies.has(stateKey) ? Promise.resolve(this.policies.get(stateKey)) : this.before.findKeyPolicy(key);
  }

  /** Reads keys as they were before the block: what rows follow from is found by single keys. */
  readPage(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    return this.before.readPage(prefix, at);
  }

  findPrivate(): Promise<never> {
    return this.before.findPrivate();
  }

  getPageLimit(): Promise<number> {
    return this.before.getPageLimit();
  }
}
