import type { Page } from './forms';
import { fromStateKey, keys, toStateKey, type Key } from './keys';
import { ExchangeError } from './exchange-error';
import type { Ledger } from './reader';

const defaultLimit = 50;
/** The most objects on a page where the exchange’s parameters do not say. */
const usualPageLimit = 200;
/** Keys of one reading of the ledger: as many as Fabric hands out at once. */
const stepKeys = 100;
/** What one call looks at, at most: what is hidden from the caller costs as much as what is not. */
const scanLimit = 500;

/** What a list is asked for besides its filters. */
export interface PageAsked {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Where a list finds its objects. */
export interface Listed<T> {
  /** Indexes, read one after the other. */
  readonly prefixes: readonly Key[];
  /** The object of an index entry; nothing where it is not to be listed. */
  readonly read: (id: string, key: Key) => Promise<T | undefined>;
  /** Says that this page has cost enough. */
  readonly isSpent?: () => boolean;
}

/** What is read of a list that looks absent to the caller: nothing, so that not even its cursor is judged. */
export const noPage: Page<never> = { items: [] };

/** Reads the objects that an index names, page by page. What `read` does not find, or keeps from the caller, is left out. */
export function readPage<T>(ledger: Ledger, prefix: Key, at: PageAsked, read: Listed<T>['read']): Promise<Page<T>> {
  return readListed(ledger, at, { prefixes: [prefix], read });
}

/**
 * Reads on until the page is full and one more object was found, so that `next` tells only of what the caller may see; or until enough was
 * looked at, and then `next` is there whether or not more follows.
 * @throws CURSOR_INVALID
 */
export async function readListed<T>(ledger: Ledger, at: PageAsked, { prefixes, read, isSpent = () => false }: Listed<T>): Promise<Page<T>> {
  const most = await mostOnPage(ledger, at);
  const items: T[] = [];
  let scanned = 0;
  let before: Key | undefined;
  let shown: Key | undefined;
  for await (const key of keysOf(ledger, prefixes, at.cursor)) {
    if (before && (scanned === scanLimit || isSpent())) return { items, next: cursorOf(before) };
    const object = await read(key.parts.at(-1) ?? '', key);
    if (object !== undefined) {
      if (shown && items.length === most) return { items, next: cursorOf(shown) };
      items.push(object);
      shown = key;
    }
    scanned += 1;
    before = key;
  }
  return { items };
}

async function mostOnPage(ledger: Ledger, { limit = defaultLimit }: PageAsked): Promise<number> {
  const exchange = await ledger.find(keys.exchange());
  return Math.min(limit, exchange?.parameters.pageLimit ?? usualPageLimit);
}

/** Every key under a prefix, or those after one of them, in the order of their bytes: some at a time. */
export async function* keysUnder(ledger: Ledger, prefix: Key, after?: Key): AsyncGenerator<readonly Key[]> {
  let found: readonly Key[];
  let last = after;
  do {
    found = await ledger.page(prefix, { limit: stepKeys, ...(last && { after: last }) });
    yield found;
    last = found.at(-1);
  } while (found.length === stepKeys);
}

async function* keysOf(ledger: Ledger, prefixes: readonly Key[], cursor: string | undefined): AsyncGenerator<Key> {
  const after = cursor === undefined ? undefined : keyOf(cursor);
  const first = after ? prefixes.findIndex((prefix) => isUnder(prefix, after)) : 0;
  // A cursor replaces the start of a scan, so one from elsewhere would read elsewhere.
  if (first < 0) throw new ExchangeError('CURSOR_INVALID');
  for (const [index, prefix] of prefixes.slice(first).entries())
    for await (const found of keysUnder(ledger, prefix, index === 0 ? after : undefined)) yield* found;
}

/** A cursor names the key after which the next page goes on. */
function cursorOf(key: Key): string {
  return Buffer.from(toStateKey(key), 'utf8').toString('base64url');
}

function keyOf(cursor: string): Key {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const key = text.includes('\u{10ffff}') ? undefined : fromStateKey(text);
  if (!key) throw new ExchangeError('CURSOR_INVALID');
  return key;
}

function isUnder(prefix: Key, key: Key): boolean {
  return toStateKey(key).startsWith(toStateKey(prefix));
}
