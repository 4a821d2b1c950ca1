import type { Request } from 'express';
import { KindGuard, Type, type TSchema } from '@sinclair/typebox';
import { ExchangeError, routeOf, toWrittenForm, type AnySubmit, type AnyTransaction } from '@databund/model';
import { makeId, type ScopedKey } from '../idempotency/idempotency-key';
import { viewMembers } from '../read-model/asked-view';
import { createInputError, check, isValid } from './validation';

/** The command of a request, and the transient value that must not reach a block. */
export interface ReceivedCommand {
  readonly command: object;
  readonly transient?: object;
}

const Members = Type.Record(Type.String(), Type.Unknown());

/** Assembles the command of a request from its path, query and body, and checks it; an idempotency key stands in for the id of a new object. @throws INPUT_INVALID, MEDIA_TYPE_NOT_SUPPORTED */
export function readCommand(transaction: AnyTransaction, request: Request, scoped?: ScopedKey): ReceivedCommand {
  return transaction.kind === 'evaluate' ? { command: readQuery(transaction, request) } : readBody(transaction, request, scoped);
}

function readQuery(transaction: AnyTransaction, request: Request): object {
  const given = Object.entries(request.query).filter(([name]) => !viewMembers.includes(name));
  const query = given.map(([name, value]) => [name, readText(transaction, name, value)] as const);
  return combine(transaction, Object.fromEntries(query), readPath(transaction, request));
}

function readBody(transaction: AnySubmit, request: Request, scoped: ScopedKey | undefined): ReceivedCommand {
  const { transient, ...rest } = getBody(request);
  const prefix = scoped && nameMadeId(transaction);
  const made = scoped && prefix !== undefined && { id: makeId(prefix, scoped) };
  const command = combine(transaction, { ...made, ...rest }, readPath(transaction, request));
  if (!transaction.transient) {
    if (transient === undefined) return { command };
    throw createInputError('/transient', 'is not known here');
  }
  check(transaction.transient, transient);
  return { command, transient: parseMembers(transient) };
}

/** Returns the prefix of the id that the gateway makes for a new object, if the caller gives only an idempotency key. */
export function nameMadeId(transaction: AnySubmit): string | undefined {
  const { input, noun } = transaction;
  // The id of a participant is that of its certificate.
  if (noun === 'participant' || !KindGuard.IsObject(input) || routeOf(transaction).inPath.includes('id')) return undefined;
  const [, prefix] = /^\^([a-z]{3})-\[/.exec(String(input.properties['id']?.['pattern'])) ?? [];
  return prefix;
}

function combine(transaction: AnyTransaction, given: object, path: object): object {
  const repeated = Object.keys(path).find((name) => Object.hasOwn(given, name));
  if (repeated !== undefined) throw createInputError(`/${repeated}`, 'is in the address already');
  const command = { ...given, ...path };
  check(getForm(transaction), command);
  return command;
}

/** Returns the form of a command: in submits, texts stand in place of their hashes. */
function getForm({ kind, input }: AnyTransaction): TSchema {
  return kind === 'submit' ? toWrittenForm(input) : input;
}

function getBody(request: Request): Readonly<Record<string, unknown>> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const hasBody = length !== '0' && (length ?? encoding) !== undefined;
  if (hasBody && !request.is('application/json')) throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED');
  return parseMembers(request.body ?? {});
}

function parseMembers(value: unknown): Readonly<Record<string, unknown>> {
  if (isValid(Members, value)) return value;
  throw createInputError('', 'is not an object');
}

function readPath(transaction: AnyTransaction, { params }: Request): object {
  return Object.fromEntries(routeOf(transaction).inPath.map((name) => [name, readText(transaction, name, params[name])]));
}

/** Reads digits as a number if the schema expects an integer: paths and queries are text. */
function readText({ input }: AnyTransaction, name: string, value: unknown): unknown {
  const isInteger = KindGuard.IsObject(input) && Object.hasOwn(input.properties, name) && input.properties[name]?.type === 'integer';
  return isInteger && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}
