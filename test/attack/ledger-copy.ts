import type { StateAccess } from '@databund/ledger-verifier';
import {
  fromStateKey,
  hashBytes,
  nameCollection,
  parseRecord,
  readPageLimit,
  toStateKey,
  upgradeRecord,
  type Key,
  type Recorded,
  type Store,
} from '@databund/model';

/** The parts of the state: public values and policies, hashes of private values and their policies. Keys and hashes as blocks show them. */
const parts = ['values', 'policies', 'hashes', 'privatePolicies'] as const;
type Part = (typeof parts)[number];

/** A difference of one key between a ledger and the one below it. */
export interface Changed {
  readonly part: Part;
  readonly key: string;
  /** The bytes of the ledger below; `undefined` if it has none. */
  readonly before: Uint8Array | undefined;
}

/** The chaincode's state as the blocks leave it, read as a peer reads it. A copy over another one changes only itself. */
export class LedgerCopy implements Store {
  private readonly maps: Readonly<Record<Part, Map<string, Uint8Array | undefined>>> = {
    values: new Map(),
    policies: new Map(),
    hashes: new Map(),
    privatePolicies: new Map(),
  };

  /** @param below a ledger whose keys show through */
  constructor(
    private readonly chaincode: string,
    private readonly below?: LedgerCopy,
  ) {}

  /** Returns the bytes of a key. */
  get(part: Part, key: string): Uint8Array | undefined {
    return this.maps[part].has(key) ? this.maps[part].get(key) : this.below?.get(part, key);
  }

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const value = this.get('values', toStateKey(key));
    const record = value && readRecord(value);
    return Promise.resolve(record && upgradeRecord(key, record));
  }

  findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    const hash = this.get('hashes', namePrivate(nameCollection(mspId), hashBytes(toStateKey(key)).value));
    return Promise.resolve(hash && Buffer.from(hash).toString('hex'));
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.get('policies', toStateKey(key)));
  }

  readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const [start, behind] = [toStateKey(prefix), after ? toStateKey(after) : ''];
    const found = [...this.listKeys()].filter((key) => key.startsWith(start) && key > behind && this.get('values', key)).sort();
    return Promise.resolve(found.slice(0, limit).flatMap((key) => fromStateKey(key) ?? []));
  }

  findPrivate(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }

  /** Lists every public key that has or had a value. */
  listKeys(): Set<string> {
    return new Set([...(this.below?.listKeys() ?? []), ...this.maps.values.keys()]);
  }

  /** Applies what a valid transaction writes, and returns the keys that it wrote. */
  apply(accesses: readonly StateAccess[]): readonly Changed[] {
    const changed: Changed[] = [];
    const set = (part: Part, key: string, bytes: Uint8Array | undefined) => {
      changed.push({ part, key, before: this.get(part, key) });
      this.maps[part].set(key, bytes && Uint8Array.from(bytes));
    };
    for (const { namespace, collection, writes, policies } of accesses) {
      if (namespace !== this.chaincode) continue;
      const name = (key: string) => (collection === '' ? key : namePrivate(collection, key));
      const [values, guards] = collection === '' ? (['values', 'policies'] as const) : (['hashes', 'privatePolicies'] as const);
      for (const { key, value } of writes) set(values, name(key), value);
      for (const { key, value } of writes) if (!value) set(guards, name(key), undefined);
      for (const { key, policy } of policies) set(guards, name(key), policy);
    }
    return changed;
  }

  /** Lists every key that is not as in the ledger below. */
  listChanged(): readonly Changed[] {
    return parts.flatMap((part) =>
      [...this.maps[part].keys()].flatMap((key) => {
        const before = this.below?.get(part, key);
        return isSame(before, this.get(part, key)) ? [] : [{ part, key, before }];
      }),
    );
  }
}

const parsed = new WeakMap<Uint8Array, { readonly record: Recorded<object> | undefined }>();

/** Parses a record; the same bytes only once. */
function readRecord(value: Uint8Array): Recorded<object> | undefined {
  const known = parsed.get(value) ?? { record: parseRecord(value) };
  parsed.set(value, known);
  return known.record;
}

/** Names a private key: its collection, and its hash in hex. */
export function namePrivate(collection: string, keyHash: string): string {
  return `${collection} ${keyHash}`;
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;
}
