import type { Static } from '@sinclair/typebox';
import {
  byNoun,
  hashWithoutTexts,
  listErrors,
  listTextPlaces,
  routeOf,
  toWrittenForm,
  type AnySubmit,
  type AnyTransaction,
  type Noun,
  type Page,
  type Written,
} from '@databund/model';
import type { Connection, GatewayRequest } from './connection';
import { DatabundError, isObject } from './databund-error';

/** A committed transaction, with the object as the transaction left it. */
export interface Committed<T> {
  readonly object: T;
  readonly transactionId: string;
  /** Absent if an earlier attempt had committed the transaction already. */
  readonly blockNumber?: number;
}

/** The input of a transaction; texts stand in it as they are, and the gateway keeps them. */
type CommandOfT<T extends AnyTransaction> = T extends AnySubmit ? Written<Static<T['input']>> : Static<T['input']>;
type ResultOfT<T extends AnyTransaction> = T extends AnySubmit ? Committed<Static<T['output']>> : Static<T['output']>;

/** A transaction as a method: takes its input, returns the object (and the commit). @throws DatabundError */
export type Call<T extends AnyTransaction> = (command: CommandOfT<T>, transient?: object) => Promise<ResultOfT<T>>;

/** Every transaction as a method, by noun and verb. */
export type Calls = {
  readonly [N in keyof typeof byNoun]: {
    readonly [V in keyof (typeof byNoun)[N]]: (typeof byNoun)[N][V] extends AnyTransaction ? Call<(typeof byNoun)[N][V]> : never;
  };
};

/** Makes a method of each declared transaction. */
export function makeCalls(connection: Connection): Calls {
  const nouns = Object.entries(byNoun).map(([noun, verbs]) => {
    const methods = Object.entries<AnyTransaction>(verbs).map(([verb, transaction]) => [
      verb,
      (command: object, transient?: object) => call(connection, transaction, command, transient),
    ]);
    return [noun, Object.fromEntries(methods)] as const;
  });
  // TypeScript cannot derive the mapped type of an object that is built member by member.
  return Object.fromEntries(nouns) as Calls;
}

/**
 * Calls a declared transaction. If the same creation was committed before, returns its object instead of ALREADY_EXISTS.
 * @throws DatabundError
 */
export async function call(connection: Connection, transaction: AnyTransaction, command: object, transient?: object): Promise<unknown> {
  const errors = listErrors(transaction.kind === 'submit' ? toWrittenForm(transaction.input) : transaction.input, command);
  if (errors.length > 0) throw new DatabundError('INPUT_INVALID', { errors });
  try {
    return await connection.readJson(requestOf(transaction, command, transient));
  } catch (error) {
    if (!isSameCreation(error, transaction, command)) throw error;
    const object = error.details['object'] ?? (await readBack(connection, transaction, command));
    if (!(await hasSameTexts(connection, transaction, command, object))) throw error;
    return { object, transactionId: readTransactionId(object) } satisfies Committed<unknown>;
  }
}

/** Compares the hash in the error with that of the command: if they are equal, an earlier attempt made the object from the same input. */
function isSameCreation(error: unknown, { input }: AnyTransaction, command: object): error is DatabundError {
  if (!(error instanceof DatabundError) || error.code !== 'ALREADY_EXISTS') return false;
  const { contentHash } = error.details;
  return isObject(contentHash) && contentHash['value'] === hashWithoutTexts(command, ...listTextPlaces(input)).value;
}

/** Compares private texts, which have another salt each time, with those that the object names. */
async function hasSameTexts(connection: Connection, { noun, input }: AnyTransaction, command: object, object: unknown): Promise<boolean> {
  for (const place of listTextPlaces(input)) {
    const [sent, hash] = [readPlace(command, place), readPlace(object, [...place, 'value'])];
    if (typeof sent === 'string' && !(await isTextOf(connection, noun, { id: readPlace(object, ['id']), hash }, sent))) return false;
    if (typeof sent !== 'string' && readPlace(sent, ['value']) !== hash) return false;
  }
  return true;
}

async function isTextOf(connection: Connection, noun: Noun, named: { readonly id: unknown; readonly hash: unknown }, text: string) {
  const transaction = Object.values<AnyTransaction>(byNoun[noun]).find(({ verb }) => verb === 'text');
  if (!transaction || typeof named.hash !== 'string') return false;
  return readPlace(await connection.readJson(requestOf(transaction, named)), ['kept', 'text']) === text;
}

function readPlace(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

function readTransactionId(object: unknown): string {
  const change = isObject(object) ? object['change'] : undefined;
  if (isObject(change) && typeof change['txId'] === 'string') return change['txId'];
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned an object without change.txId' });
}

async function readBack(connection: Connection, { noun }: AnyTransaction, command: object): Promise<unknown> {
  const { id, version = 1 }: { readonly id?: unknown; readonly version?: unknown } = command;
  return connection.readJson(requestOf(byNoun[noun].get, noun === 'listing' ? { id, version } : { id }));
}

/** Yields every object of a list, page by page. */
export async function* iteratePages<C extends object, T>(list: (command: C) => Promise<Page<T>>, command: C): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...command, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

function requestOf(transaction: AnyTransaction, command: object, transient?: object): GatewayRequest {
  const { method, path, inPath } = routeOf(transaction);
  const members = new Map<string, unknown>(Object.entries(command).filter(([, value]) => value !== undefined));
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(members.get(name))));
  const rest = [...members].filter(([name]) => !inPath.includes(name));
  if (method === 'GET') {
    const query = new URLSearchParams(rest.map(([name, value]): [string, string] => [name, String(value)])).toString();
    return { method, path: query === '' ? address : `${address}?${query}` };
  }
  const body = JSON.stringify(Object.fromEntries([...rest, ...(transient ? [['transient', transient]] : [])]));
  return { method, path: address, headers: { 'content-type': 'application/json' }, body: () => body };
}
