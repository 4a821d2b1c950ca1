import { styleText } from 'node:util';
import Table from 'cli-table3';
import widthOf from 'string-width';
import wrap from 'wrap-ansi';
import { addName, formatCell, formatValue, isInner, isListOfObjects, isShort, type Names } from './cell-values';
import { classifyState } from './state-colours';

/** The width of the terminal, whether it shows colours, and the names behind ids. */
export interface Room {
  readonly columns: number;
  readonly isColoured: boolean;
  readonly names?: Names;
}

type Row = Readonly<Record<string, unknown>>;

/** The columns that come first in a list. */
const first = [
  'name',
  'title',
  'id',
  'version',
  'state',
  'step',
  'of',
  'action',
  'from',
  'to',
  'at',
  'actor',
  'txId',
  'line',
  'identifier',
  'reason',
];
/** The columns that address an object: a longer text may not take their room. */
const identifying: ReadonlySet<string> = new Set(['id', 'version', 'state']);
/** The columns that add nothing for a person, because a history shows its actor. */
const hidden: ReadonlySet<string> = new Set(['certHash']);
/** The members that come last in an object. */
const last: readonly string[] = ['change'];
/** Turns off the library's colours, which follow the environment, and its wrapping, which counts characters instead of columns. */
const plain = {
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
};
const widestCell = 64;
const narrowestCell = 16;

/** Returns a table with a row for each object. Names the columns that have no room below it; `--json` shows them. */
export function formatRows(objects: readonly object[], room: Room): string {
  if (objects.length === 0) return '(none)';
  const columns = makeColumns(objects as readonly Row[], room.names);
  const shown = fit(
    columns.filter(({ name }) => !hidden.has(name)),
    room.columns,
  );
  const table = new Table({
    head: shown.map(({ name }) => name),
    colWidths: shown.map(({ width }) => width + 2),
    ...plain,
  });
  for (const index of objects.keys())
    table.push(
      ...splitLines(shown.map(({ name, cells, width }) => wrapText(cells[index] ?? '', width).map((line) => markState(name, line, room)))),
    );
  const names = new Set(shown.map(({ name }) => name));
  const left = columns.map(({ name }) => name).filter((name) => !names.has(name));
  const text = room.isColoured ? withColouredHead(table.toString()) : table.toString();
  return [text, ...(left.length > 0 ? [`not shown: ${left.join(', ')}`] : [])].join('\n');
}

/** Colours the head, which is the line below the first border. */
function withColouredHead(table: string): string {
  const [border = '', head = '', ...rest] = table.split('\n');
  return [border, head.replaceAll(/[^│ ]+/g, (name) => styleText('cyan', name, { validateStream: false })), ...rest].join('\n');
}

/** Returns a table with a row for each member, inner ones by their path, and a table below for each list of objects. */
export function formatMembers(object: object, room: Room): string {
  const rows = Object.entries(object)
    .filter(([, value]) => !isListOfObjects(value))
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .flatMap(([name, value]) => flatten(name, value));
  const nameWidth = Math.max(0, ...rows.map(([name]) => name.length)) + 2;
  const valueWidth = Math.max(24, Math.min(room.columns, 140) - nameWidth - 3);
  const table = new Table({ colWidths: [nameWidth, valueWidth], ...plain });
  for (const [name, text] of rows)
    table.push(...splitLines([[name], wrapText(addName(text, room.names), valueWidth - 2).map((line) => markState(name, line, room))]));
  return [table.toString(), ...formatLists(object, room)].join('\n');
}

function formatLists(object: object, room: Room, of = ''): readonly string[] {
  return Object.entries(object)
    .filter((entry): entry is [string, readonly object[]] => isListOfObjects(entry[1]))
    .flatMap(([name, list]) => [
      `${name}${of}:\n${formatRows(list, room)}`,
      ...list.flatMap((each, index) => formatLists(each, room, ` of row ${String(index + 1)} of ${name}${of}`)),
    ]);
}

function placeOf(name: string): number {
  if (last.includes(name)) return first.length + 1;
  return first.includes(name) ? first.indexOf(name) : first.length;
}

/** Breaks a text into lines of at most `width` columns. East Asian characters take two columns. */
function wrapText(text: string, width: number): readonly string[] {
  return wrap(text.replaceAll('\t', ' '), width, { hard: true }).split('\n');
}

/** Returns a row of the library for each line, because it measures a whole cell again at each of its lines. */
function splitLines(cells: readonly (readonly string[])[]): string[][] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

function flatten(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (!isInner(value)) return [[path, formatValue(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(`${path}.${name}`, inner));
}

interface Column {
  readonly name: string;
  readonly cells: readonly string[];
  readonly width: number;
  /** Set if the cells show the lengths of lists. */
  readonly isCounted: boolean;
}

function makeColumns(rows: readonly Row[], known: Names = {}): readonly Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isShort(row[name]))))];
  const columns = names.map((name) => {
    const values = rows.map((row) => row[name]);
    const isCounted = values.some(isListOfObjects);
    const cells = values.map((value) => (isCounted && Array.isArray(value) ? String(value.length) : formatCell(name, value, known)));
    return { name, cells, width: Math.min(widestCell, Math.max(...[name, ...cells].map((text) => widthOf(text)))), isCounted };
  });
  return columns.sort((one, other) => rankOf(one) - rankOf(other));
}

const colours = { waiting: 'yellow', 'in-force': 'green', ended: 'gray' } as const;

/** Colours a state by its standing; its text says the same without colours. */
function markState(column: string, text: string, { isColoured }: Room): string {
  const standing = isColoured && /(^|\.)state$/.test(column) ? classifyState(text) : undefined;
  return standing ? styleText(colours[standing], text, { validateStream: false }) : text;
}

function rankOf({ name, cells, isCounted }: Column): number {
  const isLast = isCounted || cells.some((cell) => /^(sha-256-tree:)?[0-9a-f]{64}$/.test(cell));
  return first.includes(name) ? first.indexOf(name) : first.length + (isLast ? 1 : 0);
}

/** Returns the columns that fit, the last one narrowed if needed. A title leaves room for the identifying columns after it. */
function fit(columns: readonly Column[], room: number): readonly Column[] {
  const fitting: Column[] = [];
  let left = room - 1;
  for (const [index, column] of columns.entries()) {
    const kept = columns.slice(index + 1).filter(({ name }) => identifying.has(name));
    const width = Math.min(column.width, left - 3 - (identifying.has(column.name) ? 0 : measureRoom(kept)));
    const isTooNarrow = width < Math.max(column.name.length, Math.min(column.width, narrowestCell));
    if (isTooNarrow && kept.length === 0) break;
    if (isTooNarrow) continue;
    fitting.push({ ...column, width });
    left -= width + 3;
  }
  return fitting.length > 0 ? fitting : columns.slice(0, 1);
}

function measureRoom(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + 3, 0);
}
