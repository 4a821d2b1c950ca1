import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { ListingContent, errorsIn } from '@databund/chaincode/model';
import { dcatUs } from './dcat-us';
import { membersOf } from './fields';
import { firstData } from './first-data';
import { frictionless } from './frictionless';
import type { Format, LocalFile, Mapped, Rejected, SourceRecord } from './record';

const formats: readonly Format[] = [dcatUs, frictionless, firstData];

/** The names by which a format is asked for. */
export const formatNames = formats.map(({ name }) => name);

/** A record that can be imported. */
export interface Ready {
  readonly identifier: string;
  readonly content: ListingContent;
  readonly files: readonly LocalFile[];
  readonly file: string;
  readonly line: number;
}

/** A catalogue, read and checked whole. */
export interface ReadCatalogue {
  readonly format: string;
  readonly ready: readonly Ready[];
  readonly rejected: readonly Rejected[];
}

interface Options {
  readonly format?: string | undefined;
  /** BCP 47; English where nothing is said. */
  readonly language?: string | undefined;
}

/** Reads a catalogue: a file, or a folder of JSON files. Nothing is sent anywhere. @throws Error where no format recognises it */
export async function readCatalogue(path: string, { format, language = 'en' }: Options = {}): Promise<ReadCatalogue> {
  const ready: Ready[] = [];
  const rejected: Rejected[] = [];
  const seen = new Map<string, number>();
  let name: string | undefined;
  for (const file of filesOf(path)) {
    const document = parseFile(file);
    if ('reason' in document) {
      rejected.push({ file, line: document.line, identifier: '', reason: document.reason });
      continue;
    }
    const chosen = chooseFormat(document.value, format);
    name ??= chosen.name;
    const context = { folder: dirname(file), document: membersOf(document.value), language };
    for (const record of recordsOf(chosen, document, file)) {
      const result = await checkRecord(chosen, record, context, seen);
      if ('reason' in result) rejected.push(result);
      else ready.push(result);
    }
  }
  return { format: name ?? 'none', ready, rejected };
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name));
}

interface Document {
  readonly text: string;
  readonly root: Node;
  readonly value: unknown;
}

/** JSON with the places of its values: a record that is wrong is named by its line. */
function parseFile(file: string): Document | { readonly line: number; readonly reason: string } {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first || !root) return { line: lineAt(text, first?.offset ?? 0), reason: 'is not JSON' };
  return { text, root, value: getNodeValue(root) };
}

function chooseFormat(document: unknown, name: string | undefined): Format {
  const format = formats.find((each) => (name === undefined ? each.recognises(document) : each.name === name));
  if (!format) throw new Error(`no format recognises this catalogue; there are ${formatNames.join(', ')}`);
  return format;
}

function* recordsOf({ recordsIn, identifierOf }: Format, { text, root, value }: Document, file: string): Generator<SourceRecord> {
  if (recordsIn === undefined) {
    yield { identifier: identifierOf(membersOf(value)), value, file, line: 1 };
    return;
  }
  const property = root.children?.find(({ children }) => children?.[0]?.value === recordsIn);
  let line = 1;
  let counted = 0;
  for (const node of property?.children?.[1]?.children ?? []) {
    line += newLines(text, counted, node.offset);
    counted = node.offset;
    const record: unknown = getNodeValue(node);
    yield { identifier: identifierOf(membersOf(record)), value: record, file, line };
  }
}

async function checkRecord(
  format: Format,
  record: SourceRecord,
  context: Parameters<Format['map']>[1],
  seen: Map<string, number>,
): Promise<Ready | Rejected> {
  const { file, line } = record;
  const identifier = typeof record.identifier === 'string' ? record.identifier.trim() : '';
  const reject = (reason: string): Rejected => ({ file, line, identifier, reason });
  if (identifier === '') return reject('has no identifier');
  const before = seen.get(identifier);
  if (before !== undefined) return reject(`has the identifier of the record of line ${String(before)}`);
  seen.set(identifier, line);
  const mapped: Mapped = await format.map(membersOf(record.value), context);
  if (!mapped.ok) return reject(mapped.reason);
  const [error] = errorsIn(ListingContent, mapped.content);
  if (error) return reject(`${error.path} ${error.reason}`);
  return { identifier, content: mapped.content, files: mapped.files, file, line };
}

function lineAt(text: string, offset: number): number {
  return 1 + newLines(text, 0, offset);
}

function newLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
