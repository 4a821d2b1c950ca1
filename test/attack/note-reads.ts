import { nameCollection, readPageLimit, toStateKey, type Key, type Recorded, type Store } from '@databund/model';
import type { LedgerCopy } from './ledger-copy';

/** Notes all that a transaction reads, in its order. */
export class NotingStore implements Store {
  readonly reads: string[] = [];
  readonly hashReads: { readonly collection: string; readonly key: string }[] = [];
  /** The prefixes of ranges. */
  readonly prefixes: string[] = [];

  constructor(private readonly ledger: LedgerCopy) {}

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    this.reads.push(toStateKey(key));
    return this.ledger.find(key);
  }

  findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    this.hashReads.push({ collection: nameCollection(mspId), key: toStateKey(key) });
    return this.ledger.findAnchor(mspId, key);
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    this.reads.push(toStateKey(key));
    return this.ledger.findKeyPolicy(key);
  }

  readPage(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    this.prefixes.push(toStateKey(prefix));
    return this.ledger.readPage(prefix, at);
  }

  findPrivate(): Promise<undefined> {
    return this.ledger.findPrivate();
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }
}
