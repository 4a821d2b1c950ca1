import Table from 'cli-table3';
import { DatabundError } from '../sdk/databund-error';

/** Where a command writes. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** How a result is to be written. */
export interface Manner {
  readonly asJson: boolean;
  readonly isColoured: boolean;
}

const unreachable: ReadonlySet<string> = new Set(['NETWORK_UNAVAILABLE', 'TOKEN_INVALID', 'IDENTITY_NOT_HELD']);
const mistyped: ReadonlySet<string> = new Set(['INPUT_INVALID', 'CURSOR_INVALID', 'INPUT_TOO_LARGE']);

/** 0: done. 1: the exchange refused. 2: it cannot be done as typed. 3: the gateway cannot be reached, or does not know the caller. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof DatabundError)) return 2;
  if (unreachable.has(error.code)) return 3;
  return mistyped.has(error.code) ? 2 : 1;
}

/** What a person reads of an error: `CODE: meaning (details) → remedy`. */
export function explain(error: unknown): string {
  if (!(error instanceof DatabundError)) return legible(error instanceof Error ? error.message : String(error));
  const { code, meaning, details, remedy } = error;
  return legible(`${code}: ${meaning}${Object.keys(details).length > 0 ? ` (${JSON.stringify(details)})` : ''} → ${remedy}`);
}

/** What a program reads of an error, where it asked for JSON. */
export function errorAsJson(error: unknown): object {
  if (!(error instanceof DatabundError)) return { error: { code: 'USAGE', meaning: explain(error) } };
  const { code, meaning, details, remedy, retry, status } = error;
  return { error: { code, meaning, details, remedy, retry, status } };
}

/** A result as text: JSON, exactly one value; else tables. */
export function render(value: unknown, { asJson, isColoured }: Manner): string {
  return asJson ? JSON.stringify(value) : describe(value, isColoured);
}

function describe(value: unknown, isColoured: boolean): string {
  if (isPage(value))
    return [rows(value.items, isColoured), ...(value.next === undefined ? [] : [`more: --cursor ${value.next}`])].join('\n');
  if (Array.isArray(value)) return rows(value as readonly object[], isColoured);
  if (isCommitted(value)) {
    const { object, transactionId, blockNumber } = value;
    const block = blockNumber === undefined ? 'it was committed before' : `block ${String(blockNumber)}`;
    return `${members(object, isColoured)}\ntransaction ${transactionId}, ${block}`;
  }
  return typeof value === 'object' && value !== null ? members(value, isColoured) : legible(String(value));
}

function isPage(value: unknown): value is { readonly items: readonly object[]; readonly next?: string } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function isCommitted(value: unknown): value is { readonly object: object; readonly transactionId: string; readonly blockNumber?: number } {
  return typeof value === 'object' && value !== null && 'transactionId' in value && 'object' in value && typeof value.object === 'object';
}

/** A row an object; only members that fit into a cell. */
function rows(objects: readonly object[], isColoured: boolean): string {
  if (objects.length === 0) return '(none)';
  const shown = objects.flatMap((each) => Object.entries(each).filter(([, value]) => isShort(value)));
  const names = [...new Set(shown.map(([name]) => name))];
  const table = new Table({ head: names, style: styleOf(isColoured) });
  for (const each of objects) table.push(names.map((name) => cell((each as Readonly<Record<string, unknown>>)[name])));
  return table.toString();
}

function members(object: object, isColoured: boolean): string {
  const table = new Table({ style: styleOf(isColoured), colWidths: [18, 92], wordWrap: true, wrapOnWordBoundary: false });
  for (const [name, value] of Object.entries(object)) if (value !== undefined) table.push({ [name]: cell(value) });
  return table.toString();
}

function styleOf(isColoured: boolean) {
  return { head: isColoured ? ['cyan'] : [], border: isColoured ? ['gray'] : [] };
}

/** Texts and numbers, texts in several languages, and what is by its hash. */
function isShort(value: unknown): boolean {
  if (typeof value !== 'object') return value !== undefined;
  return value !== null && !Array.isArray(value) && (isLanguageMap(value) || isHash(value));
}

function cell(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return legible(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isHash(value)) return value.value;
  if (!isLanguageMap(value)) return legible(JSON.stringify(value));
  return legible(
    Object.entries(value)
      .map(([tag, text]) => `${text} (${tag})`)
      .join('\n'),
  );
}

function isHash(value: object): value is { readonly alg: string; readonly value: string } {
  return 'alg' in value && 'value' in value && typeof value.value === 'string';
}

function isLanguageMap(value: object): value is Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries.length > 0 && entries.every(([tag, text]) => /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) && typeof text === 'string');
}

/** Control characters, and such as turn text round, of what others wrote never reach the terminal. */
function legible(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '�');
}
