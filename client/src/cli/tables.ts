import { styleText } from 'node:util';
import Table from 'cli-table3';

/** What a table has room for. */
export interface Room {
  readonly columns: number;
  readonly isColoured: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** What a person looks for first in a list. */
const first = ['name', 'title', 'id', 'version', 'state', 'action', 'from', 'to', 'at', 'actor', 'line', 'identifier', 'reason'];
/** The library colours by the environment, whatever is asked of it: here it has no colours. */
const plain = {
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  wordWrap: true,
  wrapOnWordBoundary: false,
};
const widestCell = 64;
const narrowestCell = 16;

/** A row an object. Columns that have no room are named below: `--json` has them. */
export function rowsAsTable(objects: readonly object[], room: Room): string {
  if (objects.length === 0) return '(none)';
  const columns = columnsOf(objects as readonly Row[]);
  const shown = fit(columns, room.columns);
  const table = new Table({
    head: shown.map(({ name }) => name),
    colWidths: shown.map(({ width }) => width + 2),
    ...plain,
  });
  for (const index of objects.keys()) table.push(shown.map(({ cells }) => cells[index] ?? ''));
  const left = columns.slice(shown.length).map(({ name }) => name);
  const text = room.isColoured ? withColouredHead(table.toString()) : table.toString();
  return [text, ...(left.length > 0 ? [`not shown: ${left.join(', ')}`] : [])].join('\n');
}

/** Heads never wrap: theirs is the line below the first border. */
function withColouredHead(table: string): string {
  const [border = '', head = '', ...rest] = table.split('\n');
  return [border, head.replaceAll(/[^│ ]+/g, (name) => styleText('cyan', name, { validateStream: false })), ...rest].join('\n');
}

/** A member a row, inner ones by their path; lists of objects as tables of their own below. */
export function membersAsTable(object: object, room: Room): string {
  const lists = Object.entries(object).filter((entry): entry is [string, readonly object[]] => isListOfObjects(entry[1]));
  const rest = Object.entries(object).filter(([, value]) => !isListOfObjects(value));
  const rows = rest.flatMap(([name, value]) => flatten(name, value));
  const nameWidth = Math.max(...rows.map(([name]) => name.length)) + 2;
  const valueWidth = Math.max(24, Math.min(room.columns, 140) - nameWidth - 3);
  const table = new Table({ colWidths: [nameWidth, valueWidth], ...plain });
  for (const [name, text] of rows) table.push({ [name]: text });
  return [table.toString(), ...lists.map(([name, list]) => `${name}:\n${rowsAsTable(list, room)}`)].join('\n');
}

function flatten(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  const isInner = typeof value === 'object' && value !== null && !isHash(value) && !isListOfTexts(value);
  if (!isInner) return [[path, textOf(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(`${path}.${name}`, inner));
}

/** Control characters, and such as turn text round, of what others wrote never reach the terminal. */
export function legible(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '�');
}

interface Column {
  readonly name: string;
  readonly cells: readonly string[];
  readonly width: number;
}

function columnsOf(rows: readonly Row[]): readonly Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isShort(row[name]))))];
  const columns = names.map((name) => {
    const cells = rows.map((row) => textOf(row[name]).replaceAll('\n', ' · '));
    return { name, cells, width: Math.min(widestCell, Math.max(...[name, ...cells].map(widthOf))) };
  });
  return columns.sort((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ name, cells }: Column): number {
  const isHexadecimal = cells.some((cell) => /^[0-9a-f]{64}$/.test(cell));
  return first.includes(name) ? first.indexOf(name) : first.length + (isHexadecimal ? 1 : 0);
}

/** As many columns as there is room for, the last one narrowed where that lets it in. */
function fit(columns: readonly Column[], room: number): readonly Column[] {
  const fitting: Column[] = [];
  let left = room - 1;
  for (const column of columns) {
    const width = Math.min(column.width, left - 3);
    if (width < Math.max(column.name.length, Math.min(column.width, narrowestCell))) break;
    fitting.push({ ...column, width });
    left -= width + 3;
  }
  return fitting.length > 0 ? fitting : columns.slice(0, 1);
}

/** Columns of a terminal: East Asian characters take two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g) ?? []).length;
}

/** Texts and numbers, texts in several languages, lists of words, and what is by its hash. */
function isShort(value: unknown): boolean {
  if (typeof value !== 'object') return value !== undefined;
  return value !== null && (isLanguageMap(value) || isHash(value) || isListOfTexts(value));
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return legible(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isHash(value)) return legible(value.value);
  if (isListOfTexts(value)) return legible(value.join(', '));
  const texts = Object.entries(value).map(([tag, text]) => `${String(text)} (${tag})`);
  return legible(texts.join('\n'));
}

function isHash(value: object): value is { readonly alg: string; readonly value: string } {
  return 'alg' in value && 'value' in value && typeof value.value === 'string';
}

function isLanguageMap(value: object): value is Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries.length > 0 && entries.every(([tag, text]) => /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) && typeof text === 'string');
}

function isListOfTexts(value: object): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isListOfObjects(value: unknown): value is readonly object[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
  );
}
