import { existsSync } from 'node:fs';
import type { TSchema } from '@sinclair/typebox';
import { toKebabCase, type AnyTransaction } from '@databund/model';
import { parseInteger } from './arguments';
import { parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

/** A transaction's input as a form: its members, and which of them are required. */
export interface Form {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required: readonly string[];
}

/** Returns the form of a transaction's input, which is declared as a closed object. */
export function getForm({ input }: AnyTransaction): Form {
  const { properties = {}, required = [] }: TSchema & Partial<Form> = input;
  return { properties, required };
}

/** The members of a private value, without its salt, and the member of the input that is its hash. */
export interface SaltedForm extends Form {
  readonly hashName: string;
}

/** Returns the form of the private value of which a transaction's input has the salted hash; `undefined` if it has none. */
export function getSaltedForm(transaction: AnyTransaction): SaltedForm | undefined {
  if (transaction.kind !== 'submit' || transaction.saltedHash === undefined || !transaction.transient) return undefined;
  const { properties = {}, required = [] }: TSchema & Partial<Form> = transaction.transient;
  const { salt: _salt, ...shown } = properties;
  return { hashName: transaction.saltedHash, properties: shown, required: required.filter((name) => name !== 'salt') };
}

/** Returns whether a member can only be true: then its option has no value. */
function isFlag(schema: TSchema): boolean {
  return schema['const'] === true;
}

/** Returns the placeholder of a value in the help; `undefined` for an option without one. */
export function choosePlaceholder(schema: TSchema): string | undefined {
  if (isFlag(schema)) return undefined;
  if (isDigest(schema)) return 'hash';
  if (isDate(schema)) return 'date';
  if (isListOfTexts(schema)) return 'list';
  if (schema.type === 'boolean') return 'true|false';
  return schema.type === 'integer' ? 'n' : schema.type === 'string' ? 'text' : 'json';
}

/** Returns whether a schema is that of an instant, which a person writes as a date. */
export function isDate(schema: TSchema): boolean {
  return schema['format'] === 'instant';
}

/** Returns whether a schema is that of a digest, which is read as JSON or as the tables show it. */
export function isDigest(schema: TSchema): boolean {
  return listAlgorithms(schema).length > 0;
}

/** Returns whether a schema is a list of texts, which can be written with commas between them. */
function isListOfTexts({ type, items }: TSchema & { readonly items?: TSchema }): boolean {
  return type === 'array' && items?.type === 'string';
}

/**
 * Reads options by their schemas: integers as digits, lists of texts with commas between them, objects and other lists as JSON or as a file
 * with JSON in it. @throws UsageError
 */
export function readOptions(properties: Form['properties'], options: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(properties).filter(([name]) => options[name] !== undefined);
  return Object.fromEntries(given.map(([name, schema]) => [name, readValue(`--${toKebabCase(name)}`, schema, options[name] ?? '')]));
}

function readValue(option: string, schema: TSchema, text: string): unknown {
  if (isFlag(schema)) return true;
  if (schema.type === 'string') return text;
  if (schema.type === 'integer') {
    const value = parseInteger(text);
    if (value === undefined) throw new UsageError('OPTION_INVALID', `${option} must be a whole number: ${JSON.stringify(text)}`);
    return value;
  }
  const digest = parseDigest(schema, text);
  if (digest) return digest;
  if (existsSync(text)) return parseJson(readText(text), `${option}: ${text} is not JSON`);
  if (/^\s*([[{"\d-]|true|false|null)/.test(text)) return parseJson(text, `${option} is not JSON`);
  if (isListOfTexts(schema)) return text.split(',');
  throw new UsageError('OPTION_INVALID', `${option} must be JSON, or a file with JSON in it: there is no file ${text}`);
}

/** Reads 64 hex digits, after the algorithm if it is not the schema's first. */
function parseDigest(schema: TSchema, text: string): object | undefined {
  const [, alg = listAlgorithms(schema)[0], value] = /^(?:(sha-256(?:-tree)?):)?([0-9a-f]{64})$/.exec(text) ?? [];
  return alg === undefined || value === undefined || !isDigest(schema) ? undefined : { alg, value };
}

interface DigestSchema extends TSchema {
  readonly properties?: { readonly alg?: { readonly const?: unknown } };
  readonly anyOf?: readonly DigestSchema[];
}

/** Returns the algorithms that a digest's schema allows, or none if it is not one. */
function listAlgorithms({ properties, anyOf }: DigestSchema): readonly string[] {
  if (Array.isArray(anyOf)) return anyOf.flatMap(listAlgorithms);
  const alg = properties?.alg?.const;
  return typeof alg === 'string' ? [alg] : [];
}
