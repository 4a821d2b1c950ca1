import { toStateKey, type Key } from './key';
import type { Ledger, Reader } from './reader';
import type { Change, Recorded } from './record';

/** The reads of one transaction: each key at most once, remembered, so that the transaction's time can follow from them. */
export class Session implements Ledger {
  private readonly known = new Map<string, Recorded<object> | undefined>();

  constructor(private readonly ledger: Ledger) {}

  async find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    if (!this.known.has(stateKey)) this.known.set(stateKey, await this.ledger.find<unknown>(key));
    return this.recall(key);
  }

  readPage(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    return this.ledger.readPage(prefix, at);
  }

  readHistory(key: Key): Promise<readonly Change[]> {
    return this.ledger.readHistory(key);
  }

  findPrivate(key: Key<string>): Promise<string | undefined> {
    return this.ledger.findPrivate(key);
  }

  getPageLimit(): Promise<number> {
    return this.ledger.getPageLimit();
  }

  /** Returns what was read from a key, or written over it. `as`: the key ties itself to the type of its value. */
  recall<T>(key: Key<T>): Recorded<T> | undefined {
    return this.known.get(toStateKey(key)) as Recorded<T> | undefined;
  }

  /** Replaces what was read from a key by what this transaction writes. */
  remember(key: Key, record: Recorded<object>): void {
    this.known.set(toStateKey(key), record);
  }

  /** Returns every record that was read and exists. */
  listRecords(): readonly Recorded<object>[] {
    return [...this.known.values()].filter((record) => record !== undefined);
  }

  /** Returns a reader of what is known already, so that nothing more enters the transaction's read set. */
  asKnown(): Reader {
    return { find: (key) => Promise.resolve(this.recall(key)) };
  }
}
