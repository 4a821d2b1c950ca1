import { basename, dirname } from 'node:path';
import { isObject } from '../fields';
import { catalogType, dcatAp, recordTypes } from '../formats/dcat-ap';
import { isEmpty } from '../members';
import { RecordError } from '../record-error';
import type { Format, JsonFormat } from '../format';
import type { OutsideRecord, Rejected, SourcePlace, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { DocumentFault } from './document-fault';
import { chooseFormat, findFormatByHead, type FormatChoice } from './choose-format';
import { findKindByName, findKindByText, isLines, type DocumentKind } from './document-kind';
import { loadRdf } from './load-rdf';
import { countColons, parsePiece } from './parse-json';
import { readCsv, readYaml } from './read-other';
import { getId, RdfGraph } from './rdf-graph';
import { readHead, readTextChunks } from './read-text';
import { splitJson, type JsonPiece } from './split-json';

/** A part of what a document yields: a record, a member outside the records, or a fault. */
export type ReadItem =
  | {
      readonly kind: 'record';
      readonly format: Format;
      readonly record: SourceRecord;
      readonly document: SourceObject;
      readonly file: string;
    }
  | { readonly kind: 'outside'; readonly outside: OutsideRecord; readonly file: string }
  | { readonly kind: 'fault'; readonly fault: Rejected; readonly isBroken: boolean };

/** Yields the records of files that together are one catalogue, one after another. RDF of several files is one graph. */
export async function* readDocuments(files: readonly string[], choice: FormatChoice): AsyncGenerator<ReadItem> {
  const graph = new RdfGraph();
  const graphFiles: string[] = [];
  for (const file of files) {
    try {
      const kind = await findKind(file, choice.encoding);
      if (kind === 'turtle' || kind === 'rdf-xml') yield* addToGraph(graph, file, graphFiles);
      else yield* readOne(file, kind, choice, (path) => addToGraph(graph, path, graphFiles));
    } catch (error) {
      yield toFault(error, file);
    }
  }
  if (graphFiles.length > 0) yield* readGraph(graph, graphFiles);
}

/** Returns how a file is written. A name that says JSON may hold one value in each line. */
export async function findKind(file: string, encoding?: string): Promise<DocumentKind> {
  const byName = findKindByName(file);
  if (byName !== undefined && byName !== 'json') return byName;
  const head = await readHead(file, encoding);
  return byName === 'json' ? (isLines(head.trimStart()) ? 'json-lines' : 'json') : findKindByText(head);
}

/** Adds the statements of a file to a graph, and yields what was mended or could not become a statement. */
async function* addToGraph(graph: RdfGraph, file: string, graphFiles: string[]): AsyncGenerator<ReadItem> {
  const document = `d${String(graphFiles.push(file))}-`;
  for (const outside of await loadRdf(file, (quad) => graph.add(quad, document))) yield { kind: 'outside', outside, file };
}

async function* readOne(
  file: string,
  kind: DocumentKind,
  choice: FormatChoice,
  addRdf: (file: string) => AsyncIterable<ReadItem>,
): AsyncGenerator<ReadItem> {
  // A row has columns, not the members of a format, also if a column is called like one; only the user knows better.
  if (kind === 'csv') yield* readRows(readCsv(file, choice.encoding), { ...choice, name: choice.name ?? 'table' }, file);
  else if (kind === 'yaml') yield* readRows(readYaml(file, choice.encoding), choice, file);
  else if (kind === 'json-lines') yield* readRows(readLines(file, choice.encoding), choice, file);
  else {
    const format = await findFormatByHead(file, choice);
    if (format === 'rdf') yield* addRdf(file);
    else if (format === 'schema') yield* readOutside(file, choice.encoding);
    else yield* readJson(file, choice, format);
  }
}

/** Yields the members of a document that lies next to the records, such as their JSON Schema. */
async function* readOutside(file: string, encoding: string | undefined): AsyncGenerator<ReadItem> {
  for await (const piece of splitJson(readTextChunks(file, encoding)))
    if (piece.text !== '') yield { kind: 'outside', outside: { path: piece.member, value: parsePiece(piece), line: piece.line }, file };
}

interface Row {
  readonly value: unknown;
  readonly line: number;
  readonly fault?: RecordError;
}

/** Yields each row as a record of its format. */
async function* readRows(rows: AsyncIterable<Row>, choice: FormatChoice, file: string): AsyncGenerator<ReadItem> {
  for await (const { value, line, fault } of rows) {
    if (fault) yield toFault(fault, file, line);
    else if (!isObject(value)) yield toFault(new RecordError('MEMBER_INVALID', 'is not an object'), file, line);
    else {
      const format = chooseFormat(value, choice);
      if (format?.listRecords && format.recognises(value)) yield* listAll({ format, file, line }, value, '');
      else if (format) yield { kind: 'record', format, record: { value, line }, document: {}, file };
      else yield toFault(new RecordError('DOCUMENT_INVALID', 'has none of the known formats'), file, line);
    }
  }
}

/** Yields one value for each line. */
async function* readLines(file: string, encoding: string | undefined): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of splitLines(file, encoding)) yield* readLine(text, (line += 1));
}

function* readLine(text: string, line: number): Generator<Row> {
  if (text.trim() === '') return;
  const members = countColons(text);
  try {
    yield { value: parsePiece({ kind: 'root', member: '', text, line, members }), line };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    yield { value: undefined, line, fault: error };
  }
}

async function* readJson(file: string, choice: FormatChoice, format: JsonFormat | undefined): AsyncGenerator<ReadItem> {
  // The records of such a document are unknown, so what is missing is not gone.
  if (!format) throw new DocumentFault('has none of the known formats', 1);
  if (format.lists) yield* readLists({ file, format, lists: format.lists }, choice.encoding);
  else yield* readWhole(file, choice, format);
}

/** Yields the elements of the lists of a document one by one, and then the records inside others, which can also be elements. */
async function* readLists(listed: Listed, encoding: string | undefined): AsyncGenerator<ReadItem> {
  const { file } = listed;
  await requireUniqueMembers(file, encoding);
  const nested: ReadItem[] = [];
  for await (const piece of splitJson(readTextChunks(file, encoding))) {
    if (piece.kind === 'object' || piece.kind === 'list') continue;
    const items = readItems(piece, listed);
    nested.push(...items.filter(isNested));
    yield* items.filter((item) => !isNested(item));
  }
  yield* nested;
}

function isNested(item: ReadItem): boolean {
  return item.kind === 'record' && item.record.isNested === true;
}

/** Returns what a piece holds; a fault in it ends the list. */
function readItems(piece: JsonPiece, listed: Listed): readonly ReadItem[] {
  const items: ReadItem[] = [];
  try {
    for (const item of readPiece(piece, listed)) items.push(item);
  } catch (error) {
    items.push(toFault(error, listed.file, piece.line));
  }
  return items;
}

/** Rejects a document that has a member twice, before any of its records is read. @throws DocumentFault MEMBER_REPEATED */
async function requireUniqueMembers(file: string, encoding: string | undefined): Promise<void> {
  try {
    for await (const piece of splitJson(readTextChunks(file, encoding))) if (piece.kind === 'root') return;
  } catch (error) {
    if (error instanceof DocumentFault && error.code !== 'MEMBER_REPEATED') return;
    throw error;
  }
}

interface Listed {
  readonly file: string;
  readonly format: JsonFormat;
  readonly lists: readonly string[];
}

/** Yields the records of an element of a list, or a member outside of the lists. */
function* readPiece(piece: JsonPiece, { file, format, lists }: Listed): Generator<ReadItem> {
  const { member, line } = piece;
  const value = parsePiece(piece);
  if (isRecord(piece, value, lists)) {
    if (!isObject(value)) throw new RecordError('MEMBER_INVALID', 'is not an object');
    yield* listAll({ format, file, line }, value, member === '' ? (lists[0] ?? '') : member);
    return;
  }
  if (lists.includes(member) && value !== null) throw new DocumentFault(`has a member ${member} that is not a list`, line);
  yield { kind: 'outside', outside: { path: member, value, line }, file };
}

/** Returns whether a piece is a record. An only record without the list around it counts. */
function isRecord({ kind, member }: JsonPiece, value: unknown, lists: readonly string[]): boolean {
  if (lists.includes(member)) return kind === 'element' || isObject(value);
  return kind === 'element' && member === '';
}

/** Yields the records of a document that is read as a whole, or the elements of a list. */
async function* readWhole(file: string, choice: FormatChoice, format: JsonFormat): AsyncGenerator<ReadItem> {
  const document = new Map<string, unknown>();
  let isList = false;
  let line = 1;
  for await (const piece of splitJson(readTextChunks(file, choice.encoding))) {
    if (piece.kind === 'list' && piece.member === '') isList = true;
    else if (piece.kind === 'object') line = piece.line;
    else if (isList) yield* readRows(toRows(piece), choice, file);
    else addMember(document, piece);
  }
  if (isList) return;
  const value = Object.fromEntries(document);
  if (format.listRecords) yield* listAll({ format, file, line }, value, '');
  else yield { kind: 'record', format, record: { value, line }, document: value, file };
}

async function* toRows(piece: JsonPiece): AsyncGenerator<Row> {
  try {
    yield await Promise.resolve({ value: parsePiece(piece), line: piece.line });
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    yield { value: undefined, line: piece.line, fault: error };
  }
}

function addMember(document: Map<string, unknown>, piece: JsonPiece): void {
  const { member, kind } = piece;
  const before = document.get(member);
  if (kind === 'list') document.set(member, []);
  else if (kind === 'element' && Array.isArray(before)) before.push(parsePiece(piece));
  else document.set(member, parsePiece(piece));
}

interface Unfolded {
  readonly format: JsonFormat;
  readonly file: string;
  readonly line: number;
}

function* listAll({ format, file, line }: Unfolded, value: SourceObject, list: string): Generator<ReadItem> {
  if (!format.listRecords) {
    yield { kind: 'record', format, record: { value, line }, document: value, file };
    return;
  }
  for (const each of format.listRecords(value, list, line)) {
    if (!('path' in each)) yield { kind: 'record', format, record: each, document: value, file };
    else if (!isEmpty(each.value)) yield { kind: 'outside', outside: each, file };
  }
}

/** Yields the datasets, series and services of a graph, and the statements that belong to none of them. */
async function* readGraph(graph: RdfGraph, files: readonly string[]): AsyncGenerator<ReadItem> {
  const apart = [...recordTypes, catalogType];
  const [dataset, , service] = recordTypes;
  const isCatalog = (subject: string) => graph.hasType(subject, catalogType) && !graph.hasType(subject, service);
  const subjects = graph.listOf(...recordTypes).filter((subject) => !isCatalog(subject));
  const places = await findLines(files, new Set(subjects));
  for (const subject of subjects) {
    const { file, line } = places.get(subject) ?? { file: files[0] ?? '', line: 1 };
    const type = graph.hasType(subject, service) ? 'service' : graph.hasType(subject, dataset) ? 'dataset' : 'series';
    yield { kind: 'record', format: dcatAp, record: { value: graph.describe(subject, apart), line, type }, document: {}, file };
  }
  const known = new Set(subjects);
  for (const subject of graph.listUnwritten().filter((each) => !known.has(each))) {
    const value = withoutLinks(graph.describe(subject, apart), known);
    if (Object.keys(value).length > 1) yield { kind: 'outside', outside: { path: subject, value, line: 1 }, file: files[0] ?? '' };
  }
}

/** Leaves out the links of a catalogue to its records, which are listed themselves. */
function withoutLinks(value: SourceObject, known: ReadonlySet<string>): SourceObject {
  const isKnown = (each: unknown) => known.has(getId(each) ?? '');
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const kept: unknown = Array.isArray(member) ? member.filter((each) => !isKnown(each)) : member;
    return isKnown(kept) || isEmpty(kept) ? [] : [[name, kept]];
  });
  return Object.fromEntries(members);
}

/** Finds the lines on which files first name things by their whole addresses. */
async function findLines(files: readonly string[], wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, SourcePlace>> {
  const found = new Map<string, SourcePlace>();
  for (const file of files) {
    let line = 0;
    for await (const text of splitLines(file)) {
      line += 1;
      for (const iri of listAddresses(text).filter((each) => wanted.has(each) && !found.has(each))) found.set(iri, { file, line });
    }
  }
  return found;
}

function listAddresses(text: string): readonly string[] {
  return [...text.matchAll(/[<"]([a-z][a-z0-9+.-]*:[^<>"\s]+)[>"]/gi)].map(([, iri = '']) => iri);
}

/** Yields the lines of a file. */
async function* splitLines(file: string, encoding?: string): AsyncGenerator<string> {
  let parts: string[] = [];
  for await (const chunk of readTextChunks(file, encoding)) {
    const [first = '', ...others] = chunk.split('\n');
    parts.push(first);
    const last = others.pop();
    if (last === undefined) continue;
    yield parts.join('');
    yield* others;
    parts = [last];
  }
  yield parts.join('');
}

/** Returns the fault of a record or a document. A file that the system cannot read is one too. */
function toFault(thrown: unknown, file: string, line = 1): ReadItem {
  const error = isSystemError(thrown) ? new DocumentFault(`cannot be read: ${thrown.message}`, 1) : thrown;
  if (!(error instanceof RecordError)) throw error;
  const isBroken = error instanceof DocumentFault;
  return {
    kind: 'fault',
    fault: { file, line: isBroken ? error.line : line, identifier: '', reason: error.message, code: error.code },
    isBroken,
  };
}

function isSystemError(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'message' in error;
}

/** Returns the name of a file without its extensions, and its folder. */
export function splitPath(file: string): { readonly fileName: string; readonly folder: string } {
  return { fileName: basename(file).replace(/(?:\.[a-z]+)(?:\.gz)?$/i, ''), folder: dirname(file) };
}
