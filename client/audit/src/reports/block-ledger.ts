import { BlockReader, type Blocks, type StateAccess } from '@databund/ledger-verifier';
import {
  fromStateKey,
  hashBytes,
  nameCollection,
  parseRecord,
  readPageLimit,
  toInstant,
  toStateKey,
  upgradeRecord,
  type Key,
  type ListingRecord,
  type Recorded,
  type Store,
} from '@databund/model';
import { AuditError } from '../audit-error';
import { toHex } from '../bytes';
import { exchangeChaincode } from '../exchange-chaincode';
import type { Product, ReportSource } from './report';

/** The last code point of Unicode, after every attribute of a key. */
const highest = '\u{10ffff}';

/** The exchange after some blocks, in memory. It believes flags and hashes: verify the same blocks with `verifyExchange`. */
export class BlockLedger implements Store, ReportSource {
  private readonly records = new Map<string, Recorded<object> | undefined>();
  private readonly anchors = new Map<string, string>();
  private readonly policies = new Map<string, Uint8Array>();
  private sortedKeys: readonly string[] | undefined;
  private timeMs = 0;
  height = 0;

  /** Reads blocks from block 0 on. @throws VerifierError */
  static async read(blocks: Blocks, chaincode = exchangeChaincode): Promise<BlockLedger> {
    const ledger = new BlockLedger();
    const reader = new BlockReader();
    for await (const bytes of blocks) {
      const { number, transactions } = reader.read(bytes);
      ledger.height = number + 1;
      ledger.timeMs = Math.max(ledger.timeMs, ...transactions.map(({ transaction }) => transaction.timeMs));
      const accesses = transactions.flatMap(({ transaction }) => transaction.action?.accesses ?? []);
      for (const access of accesses) if (access.namespace === chaincode) ledger.apply(access);
    }
    return ledger;
  }

  get store(): Store {
    return this;
  }

  get time(): string {
    return toInstant(this.timeMs);
  }

  find<T>(key: Key<T>): Recorded<T> | undefined {
    return this.records.get(toStateKey(key)) as Recorded<T> | undefined; // `as`: the key's type determines the type of its records.
  }

  findAnchor(mspId: string, key: Key): string | undefined {
    return this.anchors.get(`${nameCollection(mspId)} ${hashBytes(toStateKey(key)).value}`);
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.policies.get(toStateKey(key)));
  }

  readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const start = toStateKey(prefix);
    const sorted = (this.sortedKeys ??= [...this.records.keys()].sort());
    const first = findPlace(sorted, after ? toStateKey(after) : start);
    const found: Key[] = [];
    for (let place = first; found.length < limit && (sorted[place] ?? highest) < `${start}${highest}`; place += 1)
      found.push(...[fromStateKey(sorted[place] ?? '')].flatMap((key) => key ?? []));
    return Promise.resolve(found);
  }

  findPrivate(): Promise<never> {
    return Promise.reject(new AuditError('NOT_REPLAYED', 'Blocks have no private values.'));
  }

  getPageLimit(): Promise<number> {
    return readPageLimit({ find: (key) => Promise.resolve(this.find(key)) });
  }

  listProducts(resource: string): Promise<readonly Product[]> {
    const products = [...this.records].flatMap(([stateKey, record]) => {
      if (fromStateKey(stateKey)?.type !== 'listing-version') return [];
      const { id, version, content } = record as Recorded<ListingRecord>; // `as`: see above.
      return content.resource === resource ? [{ id, version }] : [];
    });
    return Promise.resolve(products.sort((one, other) => (one.id === other.id ? one.version - other.version : one.id < other.id ? -1 : 1)));
  }

  private apply({ collection, writes, policies }: StateAccess): void {
    for (const { key, value } of writes) {
      if (collection !== '') this.keepAnchor(`${collection} ${key}`, value);
      else if (value) this.keepRecord(key, value);
      else {
        this.records.delete(key);
        this.policies.delete(key);
      }
    }
    if (collection !== '') return;
    for (const { key, policy } of policies) {
      if (policy && policy.length > 0) this.policies.set(key, policy);
      else this.policies.delete(key);
    }
  }

  /** Keeps a record. Of a key without one, such as that of an index, it keeps that the key is there. */
  private keepRecord(stateKey: string, value: Uint8Array): void {
    const [key, record] = [fromStateKey(stateKey), parseRecord(value)];
    this.records.set(stateKey, key && record && upgradeRecord<object>(key as Key<object>, record)); // `as`: every record is an object.
  }

  private keepAnchor(name: string, value: Uint8Array | undefined): void {
    if (value) this.anchors.set(name, toHex(value));
    else this.anchors.delete(name);
  }
}

/** Returns the place of the first key after another one. */
function findPlace(sorted: readonly string[], after: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
