import type { ErrorCode } from './error-table';
import { ExchangeError } from './exchange-error';
import type { Key } from './keys';
import type { Change, Recorded } from './record';

/** What a submit may read: keys, one at a time. A key that was read and is changed before the commit stops the transaction. */
export interface Reader {
  /** What lies under a key; `undefined` where nothing does. A second reading costs nothing. */
  find<T>(key: Key<T>): Promise<Recorded<T> | undefined>;
}

/** What an evaluate may read besides: pages, histories, and the private data of the caller’s own organisation. */
export interface Ledger extends Reader {
  /** The keys under a prefix, in the order of their bytes: so many, from the first or after one of them. Fewer are the last. */
  page(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]>;
  /** The changes of a key, first to last. */
  history(key: Key): Promise<readonly Change[]>;
  /** What the caller’s own organisation keeps privately under a key. */
  findPrivate(key: Key<string>): Promise<string | undefined>;
}

/** Reads what must be there. @throws the code given, where it is not */
export async function need<T>(reader: Reader, key: Key<T>, absent: ErrorCode): Promise<Recorded<T>> {
  const record = await reader.find(key);
  if (record === undefined) throw new ExchangeError(absent);
  return record;
}

/**
 * What a reading finds, or nothing where it is absent. A command may name an object besides its own: whether that one is there is told
 * only to who may see its own, so a check has to tell it.
 */
export async function ifThere<T>(reading: Promise<T>, absent: ErrorCode): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ExchangeError && error.code === absent) return undefined;
    throw error;
  }
}
