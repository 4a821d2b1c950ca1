import { bytesToHex, hexToBytes } from '@noble/hashes/utils';
import { decodeUtf8, encodeUtf8 } from './bytes';
import type { Page } from './forms';
import { fromStateKey, toStateKey, type Key } from './key';
import { ExchangeError } from './exchange-error';
import type { Ledger } from './reader';

const defaultLimit = 50;
/** Keys per read of the ledger: as many as Fabric returns at once. */
const stepKeys = 100;
/** The most keys that one call reads. Hidden objects cost as much as visible ones. */
const scanLimit = 250;

/** The page that a list is asked for. */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Sources in which a list finds its objects. */
export interface Listed<T> {
  /** Index prefixes, read one after the other. */
  readonly prefixes: readonly Key[];
  /** Returns the object of an index entry; `undefined` if it is not to be listed. */
  readonly read: (id: string, key: Key) => Promise<T | undefined>;
  /** Returns whether this page has cost enough. */
  readonly isSpent?: () => boolean;
}

/** Returns how many objects a page has at most: as many as asked for, and no more than the exchange allows. */
export async function getPageSize(ledger: Ledger, { limit = defaultLimit }: PageRequest): Promise<number> {
  return Math.min(limit, await ledger.getPageLimit());
}

/** The page of a list whose owner looks absent to the caller. Not even its cursor is checked. */
export const emptyPage: Page<never> = { items: [] };

/** Reads the objects below one index prefix, page by page. Leaves out what `read` does not return. */
export function readPage<T>(ledger: Ledger, prefix: Key, request: PageRequest, read: Listed<T>['read']): Promise<Page<T>> {
  return readListed(ledger, request, { prefixes: [prefix], read });
}

/**
 * Reads on until the page is full and one more object was found, so that `next` says nothing of hidden objects. It also stops when it has
 * read enough keys; then `next` is set whether or not more follows. @throws CURSOR_INVALID
 */
export async function readListed<T>(
  ledger: Ledger,
  request: PageRequest,
  { prefixes, read, isSpent = () => false }: Listed<T>,
): Promise<Page<T>> {
  const most = await getPageSize(ledger, request);
  const items: T[] = [];
  let scanned = 0;
  let before: Key | undefined;
  let shown: Key | undefined;
  const mustStop = () => scanned === scanLimit || isSpent();
  for await (const key of listKeys(ledger, prefixes, request.cursor)) {
    if (before && mustStop()) return { items, next: encodeCursor(before) };
    const object = await findUnlessAbsent(read(key.parts.at(-1) ?? '', key));
    if (object !== undefined) {
      if (shown && items.length === most) return { items, next: encodeCursor(shown) };
      items.push(object);
      shown = key;
    }
    scanned += 1;
    before = key;
  }
  return { items };
}

/** Returns what a reading finds; `undefined` if a part of the object cannot be read, so that nobody makes a list unreadable by its own object. */
async function findUnlessAbsent<T>(reading: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ExchangeError && error.code.endsWith('_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Reads every key below a prefix, or every key after one of them, in byte order and in batches. */
export async function* listKeysUnder(ledger: Ledger, prefix: Key, after?: Key): AsyncGenerator<readonly Key[]> {
  let found: readonly Key[];
  let last = after;
  do {
    found = await ledger.readPage(prefix, { limit: stepKeys, ...(last && { after: last }) });
    yield found;
    last = found.at(-1);
  } while (found.length === stepKeys);
}

async function* listKeys(ledger: Ledger, prefixes: readonly Key[], cursor: string | undefined): AsyncGenerator<Key> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const first = after ? prefixes.findIndex((prefix) => isUnder(prefix, after)) : 0;
  // A cursor replaces the start of a scan, so one from another list would read elsewhere.
  if (first < 0) throw new ExchangeError('CURSOR_INVALID');
  for (const [index, prefix] of prefixes.slice(first).entries())
    for await (const found of listKeysUnder(ledger, prefix, index === 0 ? after : undefined)) yield* found;
}

/** Encodes the key after which the next page continues. */
export function encodeCursor(key: Key): string {
  return bytesToHex(encodeUtf8(toStateKey(key)));
}

/** Decodes the key after which a page continues. @throws CURSOR_INVALID */
export function decodeCursor(cursor: string): Key {
  const isHex = /^([0-9a-f]{2})+$/.test(cursor);
  const text = isHex ? decodeUtf8(hexToBytes(cursor)) : '';
  const key = text.includes('\u{10ffff}') ? undefined : fromStateKey(text);
  if (!key) throw new ExchangeError('CURSOR_INVALID');
  return key;
}

function isUnder(prefix: Key, key: Key): boolean {
  return toStateKey(key).startsWith(toStateKey(prefix));
}
