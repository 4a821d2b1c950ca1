import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { TSchema } from '@sinclair/typebox';
import { byNoun, kebab, type AnyTransaction } from '@databund/chaincode/model';
import { call } from '../sdk/calls';
import { newId, type Databund } from '../sdk/databund';
import { UsageError } from './usage-error';

/** What a command runs with. */
export interface Session {
  readonly databund: () => Databund;
  readonly print: (value: unknown) => void;
}

interface InputSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/** Adds a command a transaction, made from its declaration: `databund listing submit ID --version 1`. */
export function addTransactions(program: Command, session: Session): void {
  for (const [noun, verbs] of Object.entries(byNoun)) {
    const command = program.command(noun).description(`${noun}: ${Object.keys(verbs).map(kebab).join(', ')}`);
    for (const transaction of Object.values<AnyTransaction>(verbs)) addTransaction(command, transaction, session);
  }
}

function addTransaction(parent: Command, transaction: AnyTransaction, session: Session): void {
  const { properties } = transaction.input as unknown as InputSchema;
  const isPositional = transaction.address.includes('id');
  const command = parent.command(kebab(transaction.verb)).description(transaction.summary);
  if (isPositional) command.argument('<id>', properties['id']?.description ?? '');
  for (const [name, schema] of Object.entries(properties)) {
    if (name !== 'id' || !isPositional)
      command.option(`--${kebab(name)} <${placeholderOf(schema)}>`, explanationOf(transaction, name, schema));
  }
  if (transaction.kind === 'submit' && transaction.transient)
    command.requiredOption('--slip <file>', 'the price slip that was handed over');
  command.action(async (...given: unknown[]) => {
    const id = isPositional ? String(given[0]) : undefined;
    const options = given[isPositional ? 1 : 0] as Readonly<Record<string, string>>;
    const databund = session.databund();
    const input = await complete(databund, transaction, { ...read(properties, options), ...(id !== undefined && { id }) });
    session.print(await call(databund.connection, transaction, input, transientOf(options)));
  });
}

function placeholderOf({ type }: TSchema): string {
  return type === 'integer' || type === 'number' ? 'n' : type === 'string' ? 'text' : 'json';
}

function explanationOf({ kind }: AnyTransaction, name: string, { description, enum: words }: TSchema): string {
  if (name === 'revision') return 'the revision that you saw; the newest where not given';
  if (name === 'version' && kind === 'submit') return 'the version; the newest where not given';
  if (name === 'id') return 'an id of your own; a new one where not given';
  return Array.isArray(words) ? `one of ${words.join(', ')}` : (description ?? '');
}

/** Reads options by their schemas: integers as digits, objects and lists as JSON or as a file that holds it. */
function read(properties: Readonly<Record<string, TSchema>>, options: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(properties).filter(([name]) => options[name] !== undefined);
  return Object.fromEntries(given.map(([name, schema]) => [name, valueOf(name, schema, options[name] ?? '')]));
}

function valueOf(name: string, { type }: TSchema, text: string): unknown {
  if (type === 'integer') return /^\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'string') return text;
  try {
    return JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
  } catch {
    throw new UsageError(`--${kebab(name)} takes JSON, or a file with JSON in it`);
  }
}

/** Fills in what a person would look up: a new id, the newest version and revision, the terms as they stand. */
async function complete(databund: Databund, transaction: AnyTransaction, given: Record<string, unknown>): Promise<object> {
  const { properties, required = [] } = transaction.input as unknown as InputSchema;
  if ('id' in properties && given['id'] === undefined && transaction.address.length === 0 && required.includes('id'))
    return { ...given, id: newId(idKindOf(properties['id'])) };
  const missing = ['version', 'revision', 'termsHash'].filter((name) => required.includes(name) && given[name] === undefined);
  if (missing.length === 0 || given['id'] === undefined || transaction.verb === 'createVersion') return given;
  const { id, version } = given;
  const current = (await call(databund.connection, byNoun[transaction.noun].get, {
    id,
    ...(version !== undefined && { version }),
  })) as Readonly<Record<string, unknown>>;
  return { ...given, ...Object.fromEntries(missing.map((name) => [name, current[name]])) };
}

function idKindOf(schema: TSchema | undefined): Parameters<typeof newId>[0] {
  const [, kind] = /^\^(\w{3})-/.exec(String(schema?.['pattern'])) ?? [];
  return kind as Parameters<typeof newId>[0];
}

function transientOf({ slip }: Readonly<Record<string, string>>): object | undefined {
  return slip === undefined ? undefined : { slip: readFileSync(slip, 'utf8').trim() };
}
