import Table from 'cli-table3';
import { DatabundError } from '../sdk/databund-error';
import { UsageError } from './usage-error';

/** Where a command writes. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** 0: done. 1: the exchange refused. 2: it cannot be done as typed. 3: the gateway cannot be reached, or does not know the caller. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof DatabundError)) return 2;
  if (error.code === 'NETWORK_UNAVAILABLE' || error.code === 'TOKEN_INVALID' || error.code === 'IDENTITY_NOT_HELD') return 3;
  return error.code === 'INPUT_INVALID' ? 2 : 1;
}

/** What a person reads of an error: its code and meaning, the details, what helps. */
export function explain(error: unknown): string {
  if (error instanceof DatabundError) return `${error.message}\n→ ${error.remedy}`;
  if (error instanceof UsageError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Writes a result: JSON, exactly one value; else tables. */
export function print({ out }: Streams, value: unknown, asJson: boolean): void {
  out.write(`${asJson ? JSON.stringify(value) : describe(value)}\n`);
}

function describe(value: unknown): string {
  const page = isPage(value) ? value : undefined;
  if (page) return [rows(page.items), ...(page.next === undefined ? [] : [`more: --cursor ${page.next}`])].join('\n');
  if (Array.isArray(value)) return rows(value as readonly object[]);
  return typeof value === 'object' && value !== null ? members(value) : String(value);
}

function isPage(value: unknown): value is { readonly items: readonly object[]; readonly next?: string } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

/** A row an object; only members that fit into a cell. */
function rows(objects: readonly object[]): string {
  if (objects.length === 0) return '(none)';
  const names = [
    ...new Set(
      objects.flatMap((each) =>
        Object.entries(each)
          .filter(([, value]) => isShort(value))
          .map(([name]) => name),
      ),
    ),
  ];
  const table = new Table({ head: names, style: { head: [], border: [] } });
  for (const each of objects) table.push(names.map((name) => cell((each as Readonly<Record<string, unknown>>)[name])));
  return table.toString();
}

function members(object: object): string {
  const table = new Table({ style: { head: [], border: [] }, colWidths: [18, 92], wordWrap: true, wrapOnWordBoundary: false });
  for (const [name, value] of Object.entries(object)) table.push([name, cell(value)]);
  return table.toString();
}

function isShort(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || (value !== null && 'en' in value));
}

/** Control characters of what others wrote never reach the terminal. */
function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '�');
}
