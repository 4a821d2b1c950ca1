import type { ErrorCode } from './error-table';
import { ExchangeError } from './exchange-error';
import type { Key } from './key';
import type { Recorded } from './record';

/** Reads single records. */
export interface RecordReader {
  /** Returns the record of a key; `undefined` if it does not exist. */
  find<T>(key: Key<T>): Promise<Recorded<T> | undefined>;
}

/** A binding step of a record, and how many times it was taken so far: from 1. */
export interface SealedStep {
  readonly action: string;
  readonly round: number;
  /** True for the copy that a witness keeps of another organisation's step. */
  readonly isWitnessed?: true;
}

/** Lets a submit read: single keys. The transaction is invalid if one of them changes before the commit. */
export interface Reader extends RecordReader {
  /** Returns whether an organisation keeps an anchor of a record, or the one of a binding step, even if the public copy lacks it. */
  hasAnchor(mspId: string, key: Key, step?: SealedStep): Promise<boolean>;
  /** Returns whether anything is stored under a key, even if nobody said it. */
  isStored(key: Key): Promise<boolean>;
}

/** A value that is known at once, or later. Who has the whole ledger in memory needs no promise for each of thousands of reads. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once if it is known. */
export function continueWith<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** The stored ledger below the rules: single keys as they are, and anchors. */
export interface Store extends Omit<Ledger, 'find' | 'hasAnchor' | 'isStored'> {
  /** Returns the record of a key as it is stored; `undefined` if it does not exist. */
  find<T>(key: Key<T>): Awaitable<Recorded<T> | undefined>;
  /** Returns the SHA-256, in hex, of what an organisation keeps at a key of its own collection; `undefined` if it keeps nothing. */
  findAnchor(mspId: string, key: Key): Awaitable<string | undefined>;
  /** Returns the endorsement policy of a key, as Fabric stores it; `undefined` if the chaincode's governs it. */
  findKeyPolicy(key: Key): Promise<Uint8Array | undefined>;
}

/** Lets an evaluate read: single keys, pages, and the private data of the caller's own organisation. */
export interface Ledger extends Reader {
  /** Returns up to `limit` keys below a prefix in byte order, from the start or after a key. Fewer means the end. */
  readPage(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]>;
  /** Returns what an organisation keeps privately at a key: the caller's own, unless the asked peer is of another one. */
  findPrivate(key: Key<string>, mspId?: string): Promise<string | undefined>;
  /** Returns the largest page that the exchange's parameters allow. */
  getPageLimit(): Promise<number>;
}

/** A step that readers look for even if the copy of its record lacks it: who took it, and who could have witnessed it. */
export interface TakenStep extends Pick<SealedStep, 'action' | 'round'> {
  readonly mspId: string;
  readonly witnesses: readonly string[];
}

/**
 * Returns whether an organisation took a step: it anchored it, and another one keeps a copy as its witness. Its anchor alone proves nothing,
 * because it could make it at any time.
 */
export async function hasTaken(reader: Reader, key: Key, { action, round, mspId, witnesses }: TakenStep): Promise<boolean> {
  if (!(await reader.hasAnchor(mspId, key, { action, round }))) return false;
  for (const witness of witnesses) if (await reader.hasAnchor(witness, key, { action, round, isWitnessed: true })) return true;
  return false;
}

/** Returns a reader that believes every stored record, for those who check what was said in another way. */
export function believeStored(records: RecordReader): Reader {
  return {
    find: (key) => records.find(key),
    hasAnchor: () => Promise.resolve(false),
    isStored: async (key) => (await records.find(key)) !== undefined,
  };
}

/** Reads a record that must exist. @throws the given code if it does not */
export async function need<T>(reader: Reader, key: Key<T>, absent: ErrorCode): Promise<Recorded<T>> {
  const record = await reader.find(key);
  if (record === undefined) throw new ExchangeError(absent);
  return record;
}

/**
 * Returns what a reading finds, or `undefined` if it throws the given code. A command may name a second object: whether that one exists
 * is said only to callers who may see the first, so a check must report it.
 */
export async function findUnless<T>(reading: Promise<T>, absent: ErrorCode): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ExchangeError && error.code === absent) return undefined;
    throw error;
  }
}

/** Returns a record that the transaction has just written. @throws INTERNAL if it is missing */
export function expectWritten<T>(record: T | undefined): T {
  if (record === undefined) throw new ExchangeError('INTERNAL');
  return record;
}
