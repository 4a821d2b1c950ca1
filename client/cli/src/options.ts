import { existsSync } from 'node:fs';
import type { TSchema } from '@sinclair/typebox';
import { kebab, type AnyTransaction } from '@databund/model';
import { parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

/** A transaction’s input as a form: its members, and which are needed. */
export interface Form {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required: readonly string[];
}

/** The form of a transaction’s input. `as`: every declared input is a closed object. */
export function formOf({ input }: AnyTransaction): Form {
  const { properties, required = [] } = input as unknown as Partial<Form> & Pick<Form, 'properties'>;
  return { properties, required };
}

/** What stands for a value in the help. */
export function placeholderOf(schema: TSchema): string {
  if (isDigest(schema)) return 'hash';
  return schema.type === 'integer' ? 'n' : schema.type === 'string' ? 'text' : 'json';
}

/** Says whether a form is that of a digest: it is read as JSON, or as the tables show it. */
export function isDigest(schema: TSchema): boolean {
  return algorithmsOf(schema).length > 0;
}

/** Reads options by their schemas: integers as digits, objects and lists as JSON or as a file that holds it. */
export function readOptions(properties: Form['properties'], options: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(properties).filter(([name]) => options[name] !== undefined);
  return Object.fromEntries(given.map(([name, schema]) => [name, valueOf(name, schema, options[name] ?? '')]));
}

function valueOf(name: string, schema: TSchema, text: string): unknown {
  const { type } = schema;
  if (type === 'string') return text;
  if (type === 'integer') {
    if (!/^\d{1,16}$/.test(text)) throw new UsageError(`--${kebab(name)} takes a whole number`);
    return Number(text);
  }
  const digest = digestIn(schema, text);
  if (digest) return digest;
  if (existsSync(text)) return parseJson(readText(text), `--${kebab(name)}: ${text} is not JSON`);
  if (/^\s*([[{"\d-]|true|false|null)/.test(text)) return parseJson(text, `--${kebab(name)} is not JSON`);
  throw new UsageError(`--${kebab(name)} takes JSON, or a file with JSON in it: there is no file ${text}`);
}

/** 64 hex digits; before them the algorithm, where it is not the form’s first. */
function digestIn(schema: TSchema, text: string): object | undefined {
  const [, alg = algorithmsOf(schema)[0], value] = /^(?:(sha-256(?:-tree)?):)?([0-9a-f]{64})$/.exec(text) ?? [];
  return alg === undefined || value === undefined || !isDigest(schema) ? undefined : { alg, value };
}

/** The algorithms that a digest’s form allows; none where it is not one. */
function algorithmsOf({ properties, anyOf }: TSchema): readonly string[] {
  if (Array.isArray(anyOf)) return (anyOf as readonly TSchema[]).flatMap(algorithmsOf);
  const alg: unknown = (properties as Form['properties'] | undefined)?.['alg']?.['const'];
  return typeof alg === 'string' ? [alg] : [];
}
