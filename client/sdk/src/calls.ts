import type { Static } from '@sinclair/typebox';
import { byNoun, errorsIn, hashJson, routeOf, type AnySubmit, type AnyTransaction, type Page } from '@databund/model';
import type { Connection, GatewayRequest } from './connection';
import { DatabundError } from './databund-error';

/** A committed transaction and the object as it left it. */
export interface Committed<T> {
  readonly object: T;
  readonly transactionId: string;
  /** Absent where the transaction turned out to have been committed before. */
  readonly blockNumber?: number;
}

type CommandOfT<T extends AnyTransaction> = Static<T['input']>;
type ResultOfT<T extends AnyTransaction> = T extends AnySubmit ? Committed<Static<T['output']>> : Static<T['output']>;

/** A transaction as a method: its command in, the object (and the commit) out. @throws DatabundError */
export type Call<T extends AnyTransaction> = (command: CommandOfT<T>, transient?: object) => Promise<ResultOfT<T>>;

/** Every transaction as a method, by noun and verb. */
export type Calls = {
  readonly [N in keyof typeof byNoun]: {
    readonly [V in keyof (typeof byNoun)[N]]: (typeof byNoun)[N][V] extends AnyTransaction ? Call<(typeof byNoun)[N][V]> : never;
  };
};

/** Makes the methods from the declarations. `as`: what is built member by member is the mapped type above. */
export function makeCalls(connection: Connection): Calls {
  const nouns = Object.entries(byNoun).map(([noun, verbs]) => {
    const methods = Object.entries(verbs).map(([verb, transaction]: [string, AnyTransaction]) => [
      verb,
      (command: object, transient?: object) => call(connection, transaction, command, transient),
    ]);
    return [noun, Object.fromEntries(methods)] as const;
  });
  return Object.fromEntries(nouns) as Calls;
}

/** Calls a declared transaction. A creation that was done before, with the same content, is done. @throws DatabundError */
export async function call(connection: Connection, transaction: AnyTransaction, command: object, transient?: object): Promise<unknown> {
  const errors = errorsIn(transaction.input, command);
  if (errors.length > 0) throw new DatabundError('INPUT_INVALID', { errors });
  try {
    return await connection.json(requestOf(transaction, command, transient));
  } catch (error) {
    const made = madeBefore(error, command);
    if (!made) throw error;
    const object = made.object ?? (await readBack(connection, transaction, command));
    return { object, transactionId: object.change.txId } satisfies Committed<unknown>;
  }
}

/** An object as far as it is known here. */
interface Made {
  readonly change: { readonly txId: string };
}

/**
 * A retry of a creation is the same object: the exchange says so by the hash of what it was made from, and shows the object to who may not
 * read it yet.
 */
function madeBefore(error: unknown, command: object): { readonly object?: Made } | undefined {
  if (!(error instanceof DatabundError) || error.code !== 'ALREADY_EXISTS') return undefined;
  const details = error.details as { readonly contentHash?: { readonly value: string }; readonly object?: Made };
  return details.contentHash?.value === hashJson(command).value ? details : undefined;
}

async function readBack(connection: Connection, { noun }: AnyTransaction, command: object): Promise<Made> {
  const { id, version } = command as { readonly id: string; readonly version?: number };
  const address = noun === 'listing' ? { id, version: version ?? 1 } : { id };
  return (await connection.json(requestOf(byNoun[noun].get, address))) as Made;
}

/** Every object of a list, page after page. */
export async function* eachOf<C extends object, T>(list: (command: C) => Promise<Page<T>>, command: C): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...command, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

function requestOf(transaction: AnyTransaction, command: object, transient?: object): GatewayRequest {
  const { method, path, inPath } = routeOf(transaction);
  const members = Object.entries(command).filter(([, value]) => value !== undefined);
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((command as Readonly<Record<string, unknown>>)[name])),
  );
  const rest = members.filter(([name]) => !inPath.includes(name));
  if (method === 'GET') {
    const query = new URLSearchParams(rest.map(([name, value]): [string, string] => [name, String(value)])).toString();
    return { method, path: query === '' ? address : `${address}?${query}` };
  }
  const body = JSON.stringify({ ...(Object.fromEntries(rest) as object), ...(transient && { transient }) });
  return { method, path: address, headers: { 'content-type': 'application/json' }, body: () => body };
}
