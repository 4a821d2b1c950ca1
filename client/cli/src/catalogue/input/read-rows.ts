import { isObject } from '../fields';
import type { JsonFormat } from '../format';
import { isEmpty } from '../members';
import { RecordError } from '../record-error';
import type { OutsideRecord, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { chooseFormat, type FormatChoice } from './choose-format';
import { countColons, parsePiece } from './parse-json';
import { toFault, type ReadItem } from './read-item';
import { splitLines } from './read-text';

/** A value that is a record or a small document, with its line, or the fault in it. */
export interface Row {
  readonly value: unknown;
  readonly line: number;
  readonly fault?: RecordError;
}

/** Yields each row as a record of its format. */
export async function* readRows(rows: AsyncIterable<Row>, choice: FormatChoice, file: string): AsyncGenerator<ReadItem> {
  for await (const row of rows) yield* readRow(row, choice, file);
}

/** Yields a row as a record of its format. */
export function* readRow({ value, line, fault }: Row, choice: FormatChoice, file: string): Generator<ReadItem> {
  if (fault) yield toFault(fault, file, line);
  else if (!isObject(value)) yield toFault(new RecordError('MEMBER_INVALID', 'is not an object'), file, line);
  else {
    const format = chooseFormat(value, choice);
    if (format?.listRecords && format.recognises(value)) yield* listAll(format, file, value, line);
    else if (format) yield { kind: 'record', format, record: { value, line }, document: {}, file };
    else yield toFault(new RecordError('DOCUMENT_INVALID', 'has none of the known formats'), file, line);
  }
}

/** Yields one value for each line. */
export async function* readLines(file: string, encoding: string | undefined): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of splitLines(file, encoding)) {
    line += 1;
    if (text.trim() !== '') yield toRow(text, line, countColons(text));
  }
}

/** Parses the text of a row. */
export function toRow(text: string, line: number, members: number): Row {
  try {
    return { value: parsePiece({ text, members }), line };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { value: undefined, line, fault: error };
  }
}

/** Yields the records of a document that was read as a whole. */
export function* listAll(format: JsonFormat, file: string, document: SourceObject, line: number): Generator<ReadItem> {
  const found = format.listRecords?.(document, line) ?? [{ value: document, line }];
  for (const each of found) yield* toItem(each, { format, document, file });
}

/** Yields what a document holds as an item, unless it is empty. */
export function* toItem(
  found: SourceRecord | OutsideRecord,
  { format, document, file }: { readonly format: JsonFormat; readonly document: SourceObject; readonly file: string },
): Generator<ReadItem> {
  if (!('path' in found)) yield { kind: 'record', format, record: found, document, file };
  else if (!isEmpty(found.value)) yield { kind: 'outside', outside: found, file };
}
