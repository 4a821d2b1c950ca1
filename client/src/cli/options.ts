import { existsSync } from 'node:fs';
import type { TSchema } from '@sinclair/typebox';
import { kebab, type AnyTransaction } from '@databund/chaincode/model';
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
export function placeholderOf({ type }: TSchema): string {
  return type === 'integer' ? 'n' : type === 'string' ? 'text' : 'json';
}

/** Reads options by their schemas: integers as digits, objects and lists as JSON or as a file that holds it. */
export function readOptions(properties: Form['properties'], options: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(properties).filter(([name]) => options[name] !== undefined);
  return Object.fromEntries(given.map(([name, schema]) => [name, valueOf(name, schema, options[name] ?? '')]));
}

function valueOf(name: string, { type }: TSchema, text: string): unknown {
  if (type === 'string') return text;
  if (type === 'integer') {
    if (!/^\d{1,16}$/.test(text)) throw new UsageError(`--${kebab(name)} takes a whole number`);
    return Number(text);
  }
  if (existsSync(text)) return parseJson(readText(text), `--${kebab(name)}: ${text} is not JSON`);
  if (/^\s*([[{"\d-]|true|false|null)/.test(text)) return parseJson(text, `--${kebab(name)} is not JSON`);
  throw new UsageError(`--${kebab(name)} takes JSON, or a file with JSON in it: there is no file ${text}`);
}
