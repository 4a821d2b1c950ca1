import { fromStateKey, hashBytes, nameCollection, readPageLimit, toStateKey, type Key, type Recorded, type Store } from '@databund/model';
import { LRUCache } from 'lru-cache';
import { readRecord } from './read-record';
import { fromKeyBytes, toKeyBytes } from './key-bytes';
import { getBytes, getNumber, getText, ReadModelError, type ReadStore } from './read-store';

/** Records in parsed form by key and place, because the rules judge each record object once. */
export type ParsedRecords = LRUCache<string, { readonly record: Recorded<object> | undefined }>;

const mostRecords = 20_000;

/** Creates the memory of parsed records that the heights of one store share. */
export function createParsedRecords(): ParsedRecords {
  return new LRUCache({ max: mostRecords });
}

/** The last code point of Unicode, after every attribute of a key. */
const highest = '\u{10ffff}';

/** The ledger after so many blocks, as the model reads it. */
export class HeightStore implements Store {
  /** @param height the number of blocks that count */
  constructor(
    private readonly store: ReadStore,
    readonly height: number,
    private readonly parsed: ParsedRecords,
  ) {}

  async find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    const [row] = await this.store.query(
      `select from_block, position, value from version where key = ? and from_block < ? and (to_block is null or to_block >= ?)`,
      toKeyBytes(stateKey),
      this.height,
      this.height,
    );
    if (!row) return undefined;
    const place = `${stateKey}${String(getNumber(row, 'from_block'))}.${String(getNumber(row, 'position'))}`;
    const known = this.parsed.get(place) ?? { record: readRecord(key, getBytes(row, 'value')) };
    this.parsed.set(place, known);
    return known.record as Recorded<T> | undefined; // `as`: the key's type determines the type of its records.
  }

  async findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    const [row] = await this.store.query(
      'select hash from anchor where name = ? and from_block < ? and (to_block is null or to_block >= ?)',
      `${nameCollection(mspId)} ${hashBytes(toStateKey(key)).value}`,
      this.height,
      this.height,
    );
    return row && getText(row, 'hash');
  }

  async findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    const [row] = await this.store.query(
      'select policy from policy where key = ? and from_block < ? and (to_block is null or to_block >= ?)',
      toKeyBytes(toStateKey(key)),
      this.height,
      this.height,
    );
    return row && getBytes(row, 'policy');
  }

  async readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const start = toStateKey(prefix);
    const rows = await this.store.query(
      `select key from version where key > ? and key < ? and from_block < ? and (to_block is null or to_block >= ?) order by key limit ?`,
      toKeyBytes(after ? toStateKey(after) : start),
      toKeyBytes(`${start}${highest}`),
      this.height,
      this.height,
      limit,
    );
    return rows.flatMap((row) => fromStateKey(fromKeyBytes(getBytes(row, 'key'))) ?? []);
  }

  findPrivate(): Promise<never> {
    return Promise.reject(
      new ReadModelError('VALUE_PRIVATE', 'Blocks have no private values; ask the peer of the organisation that keeps it.'),
    );
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }
}
