import type { Request } from 'express';
import type { TSchema } from '@sinclair/typebox';
import { ExchangeError, routeOf, type AnySubmit, type AnyTransaction } from '@databund/model';
import { check } from './validation';

/** A request’s command, and what of it must not reach a block. */
export interface ReceivedCommand {
  readonly command: object;
  readonly transient?: object;
}

/** Puts a command together from path, query and body, and checks it. @throws INPUT_INVALID, MEDIA_TYPE_NOT_SUPPORTED */
export function receive(transaction: AnyTransaction, request: Request): ReceivedCommand {
  return transaction.kind === 'evaluate' ? { command: fromQuery(transaction, request) } : fromBody(transaction, request);
}

function fromQuery(transaction: AnyTransaction, request: Request): object {
  const query = Object.entries(request.query).map(([name, value]) => [name, readText(transaction.input, name, value)]);
  return together(transaction, Object.fromEntries(query) as object, inPath(transaction, request));
}

function fromBody(transaction: AnySubmit, request: Request): ReceivedCommand {
  const { transient, ...rest } = bodyOf(request);
  const command = together(transaction, rest, inPath(transaction, request));
  if (!transaction.transient) {
    if (transient !== undefined)
      throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '/transient', reason: 'is not known here' }] });
    return { command };
  }
  check(transaction.transient, transient);
  return { command, transient: transient as object };
}

function together({ input }: AnyTransaction, given: object, path: object): object {
  const twice = Object.keys(path).find((name) => Object.hasOwn(given, name));
  if (twice !== undefined)
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: `/${twice}`, reason: 'is in the address already' }] });
  const command = { ...given, ...path };
  check(input, command);
  return command;
}

function bodyOf(request: Request): Readonly<Record<string, unknown>> {
  const hasBody =
    request.headers['content-length'] !== '0' && (request.headers['content-length'] ?? request.headers['transfer-encoding']) !== undefined;
  if (hasBody && !request.is('application/json')) throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED');
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '', reason: 'is not an object' }] });
  return body as Readonly<Record<string, unknown>>;
}

function inPath(transaction: AnyTransaction, { params }: Request): object {
  return Object.fromEntries(routeOf(transaction).inPath.map((name) => [name, readText(transaction.input, name, params[name])]));
}

/** Addresses and queries are text; where the form asks for an integer, digits are read as one. */
function readText(input: TSchema, name: string, value: unknown): unknown {
  const { properties } = input as { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  const asksInteger = properties !== undefined && Object.hasOwn(properties, name) && properties[name]?.type === 'integer';
  return asksInteger && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}
