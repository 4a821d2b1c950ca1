import type { DocumentParts, JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import type { FormatChoice } from './choose-format';
import { DocumentFault } from './document-fault';
import { Outline } from './outline';
import { parsePiece } from './parse-json';
import { toFault, type ReadItem } from './read-item';
import { listAll, readRow, toItem, toRow } from './read-rows';
import { readTextChunks } from './read-text';
import { splitJson, type JsonPiece } from './split-json';

/** Yields the records of a JSON document: one by one if its format says where they are, or else from the whole document. */
export async function* readJson(file: string, choice: FormatChoice, format: JsonFormat | undefined): AsyncGenerator<ReadItem> {
  // The records of such a document are unknown, so what is missing is not gone.
  if (!format) throw new DocumentFault('has none of the known formats', 1);
  const outline = await readOutline(file, format.parts, choice.encoding);
  const { parts } = format;
  const isSplit = parts !== undefined && (outline.isList ? parts.hasRootList === true : parts.isSplit?.(outline.value) !== false);
  if (isSplit) yield* readParts({ file, format, parts, document: outline.value }, choice.encoding);
  else yield* readWhole(file, choice, format);
}

/** Yields the members of a document that lies next to the records, such as their JSON Schema. */
export async function* readOutside(file: string, encoding: string | undefined): AsyncGenerator<ReadItem> {
  for await (const piece of splitJson(readTextChunks(file, encoding)))
    if (piece.text !== '') yield { kind: 'outside', outside: { path: piece.member, value: parsePiece(piece), line: piece.line }, file };
}

/** Reads the outline of a document, and rejects one that has a member twice, before any of its records is read. @throws DocumentFault MEMBER_REPEATED */
async function readOutline(file: string, parts: DocumentParts | undefined, encoding: string | undefined): Promise<Outline> {
  const outline = new Outline();
  try {
    for await (const piece of splitJson(readTextChunks(file, encoding), parts?.canOpen)) outline.add(piece);
  } catch (error) {
    if (!(error instanceof DocumentFault) || error.code === 'MEMBER_REPEATED') throw error;
  }
  return outline;
}

interface Divided {
  readonly file: string;
  readonly format: JsonFormat;
  readonly parts: DocumentParts;
  /** The outline of the document. */
  readonly document: SourceObject;
}

/** Yields the records of a document one by one, and then those inside others, which can also be elements of their own. */
async function* readParts(divided: Divided, encoding: string | undefined): AsyncGenerator<ReadItem> {
  let hasNested = false;
  for await (const item of listItems(divided, encoding)) {
    if (isNested(item)) hasNested = true;
    else yield item;
  }
  // Reading twice takes less memory than keeping them.
  if (hasNested) for await (const item of listItems(divided, encoding)) if (isNested(item)) yield item;
}

function isNested(item: ReadItem): boolean {
  return item.kind === 'record' && item.record.isNested === true;
}

async function* listItems(divided: Divided, encoding: string | undefined): AsyncGenerator<ReadItem> {
  for await (const piece of splitJson(readTextChunks(divided.file, encoding), divided.parts.canOpen))
    if (piece.kind !== 'object' && piece.kind !== 'list') yield* readPart(piece, divided);
}

/** Returns what a piece holds; a fault in it ends the list. */
function readPart(piece: JsonPiece, { file, format, parts, document }: Divided): readonly ReadItem[] {
  const items: ReadItem[] = [];
  const { member, kind, line } = piece;
  try {
    for (const found of parts.list({ member, isElement: kind === 'element', value: parsePiece(piece), line }))
      items.push(...toItem(found, { format, document, file }));
  } catch (error) {
    items.push(toFault(error, file, line));
  }
  return items;
}

/** Yields the records of a document that is read as a whole, or the elements of a list. */
async function* readWhole(file: string, choice: FormatChoice, format: JsonFormat): AsyncGenerator<ReadItem> {
  const document = new Map<string, unknown>();
  let isList = false;
  let line = 1;
  for await (const piece of splitJson(readTextChunks(file, choice.encoding))) {
    if (piece.kind === 'list' && piece.member === '') isList = true;
    else if (piece.kind === 'object') line = piece.line;
    else if (isList) yield* readRow(toRow(piece.text, piece.line, piece.members), choice, file);
    else addMember(document, piece);
  }
  if (!isList) yield* listAll(format, file, Object.fromEntries(document), line);
}

function addMember(document: Map<string, unknown>, piece: JsonPiece): void {
  const { member, kind } = piece;
  const before = document.get(member);
  if (kind === 'list') document.set(member, []);
  else if (kind === 'element' && Array.isArray(before)) before.push(parsePiece(piece));
  else document.set(member, parsePiece(piece));
}
