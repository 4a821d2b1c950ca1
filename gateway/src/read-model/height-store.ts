import {
  fromStateKey,
  hashBytes,
  nameCollection,
  readPageLimit,
  toStateKey,
  type Awaitable,
  type Key,
  type Recorded,
  type Store,
} from '@databund/model';
import { LRUCache } from 'lru-cache';
import { readRecord } from './read-record';
import { fromKeyBytes, toKeyBytes } from './key-bytes';
import { getBytes, getNumber, getText, ReadModelError, type ReadStore, type Row } from './read-store';

/** Records in parsed form by key and place, because the rules judge each record object once. */
export type ParsedRecords = LRUCache<string, { readonly record: Recorded<object> | undefined }>;

const mostRecords = 20_000;

/** Creates the memory of parsed records that the heights of one store share. */
export function createParsedRecords(): ParsedRecords {
  return new LRUCache({ max: mostRecords });
}

/** The last code point of Unicode, after every attribute of a key. */
const highest = '\u{10ffff}';

/** The ledger after so many blocks, as the model reads it. It remembers what it read, because a height never changes. */
export class HeightStore implements Store {
  private readonly records = new LRUCache<string, { readonly record: Recorded<object> | undefined }>({ max: mostRecords });
  private readonly anchors = new LRUCache<string, { readonly hash: string | undefined }>({ max: mostRecords });

  /** @param height the number of blocks that count */
  constructor(
    private readonly store: ReadStore,
    readonly height: number,
    private readonly parsed: ParsedRecords,
  ) {}

  find<T>(key: Key<T>): Awaitable<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    const known = this.records.get(stateKey);
    const found = known ? known.record : this.readRecord(key, stateKey);
    return found as Awaitable<Recorded<T> | undefined>; // `as`: the key's type determines the type of its records.
  }

  findAnchor(mspId: string, key: Key): Awaitable<string | undefined> {
    const name = `${mspId} ${toStateKey(key)}`;
    const known = this.anchors.get(name);
    return known ? known.hash : this.readAnchor(mspId, key, name);
  }

  private async readRecord(key: Key, stateKey: string): Promise<Recorded<object> | undefined> {
    const [row] = await this.store.query(
      `select from_block, position, value from version where key = ? and from_block < ? and (to_block is null or to_block >= ?)`,
      toKeyBytes(stateKey),
      this.height,
      this.height,
    );
    const known = row ? this.parseOnce(key, stateKey, row) : { record: undefined };
    this.records.set(stateKey, known);
    return known.record;
  }

  private parseOnce(key: Key, stateKey: string, row: Row): { readonly record: Recorded<object> | undefined } {
    const place = `${stateKey}${String(getNumber(row, 'from_block'))}.${String(getNumber(row, 'position'))}`;
    const known = this.parsed.get(place) ?? { record: readRecord(key, getBytes(row, 'value')) };
    this.parsed.set(place, known);
    return known;
  }

  private async readAnchor(mspId: string, key: Key, name: string): Promise<string | undefined> {
    const [row] = await this.store.query(
      'select hash from anchor where name = ? and from_block < ? and (to_block is null or to_block >= ?)',
      `${nameCollection(mspId)} ${hashBytes(toStateKey(key)).value}`,
      this.height,
      this.height,
    );
    const hash = row && getText(row, 'hash');
    this.anchors.set(name, { hash });
    return hash;
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
    return readPageLimit({ find: (key) => Promise.resolve(this.find(key)) });
  }
}
