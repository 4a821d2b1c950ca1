import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultParameters, type ContentLimits } from '@databund/model';
import { UsageError } from '../usage-error';
import { checkContent } from './check-content';
import { dcatUs } from './dcat-us';
import { isObject } from './fields';
import { firstData } from './first-data';
import { formatNames } from './format-names';
import { frictionless } from './frictionless';
import { JsonDocument, type Placed } from './json-document';
import { mapRecord, type MappedRecord } from './map-record';
import { RecordError, type CatalogueContext, type Format, type Rejected } from './record';

const formats: readonly Format[] = [dcatUs, frictionless, firstData];

/** A record that can be imported. */
export interface Ready extends MappedRecord {
  readonly identifier: string;
  readonly file: string;
  readonly line: number;
}

/** A catalogue of which every record has been read and checked. */
export interface ReadCatalogue {
  readonly format: string;
  readonly ready: readonly Ready[];
  readonly rejected: readonly Rejected[];
  /** The number of members that name or reach a person and were left out, by their path. */
  readonly droppedContacts: Readonly<Record<string, number>>;
}

/** Options of reading a catalogue. */
export interface ReadOptions {
  readonly format?: string | undefined;
  /** BCP 47 tag of texts that do not name their language; English by default. */
  readonly language?: string | undefined;
  /** The limits of the exchange; those of a new exchange by default. */
  readonly limits?: ContentLimits | undefined;
  /** Keeps members that name or reach a person. */
  readonly keepContacts?: boolean | undefined;
}

/** Reads a catalogue, a file or a folder of JSON files, and sends nothing. @throws UsageError CATALOGUE_UNKNOWN */
export async function readCatalogue(path: string, options: ReadOptions = {}): Promise<ReadCatalogue> {
  const documents = listFiles(path).map((file) => ({ file, document: JsonDocument.read(file) }));
  const objects = documents.map(({ document }) => document).filter((document) => document instanceof JsonDocument);
  const format = objects.length > 0 ? chooseFormat(objects, options.format) : undefined;
  const reader = new RecordReader(options);
  for (const { file, document } of documents) {
    if (!(document instanceof JsonDocument)) reader.rejected.push({ file, identifier: '', ...document });
    else if (format && (documents.length === 1 || !isSchema(document))) await reader.readDocument(format, document, file);
  }
  const { ready, rejected } = reader;
  return { format: format?.name ?? 'none', ready, rejected, droppedContacts: countEach(ready.flatMap((each) => each.droppedContacts)) };
}

function listFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw makeFormatError();
  return names.sort().map((name) => join(path, name));
}

/** Chooses one format for all files. A file of a folder that does not have it is a record with a fault, not another catalogue. */
function chooseFormat(documents: readonly JsonDocument[], name: string | undefined): Format {
  const format = formats.find((each) => (name === undefined ? documents.some(({ value }) => each.recognises(value)) : each.name === name));
  if (!format) throw makeFormatError();
  return format;
}

function makeFormatError(): UsageError {
  return new UsageError('CATALOGUE_UNKNOWN', `no format recognises this catalogue: the formats are ${formatNames.join(', ')}`);
}

/** Recognises the JSON Schema that a folder of records may hold beside them. */
function isSchema({ value }: JsonDocument): boolean {
  return typeof value['$schema'] === 'string' && isObject(value['properties']);
}

function countEach(paths: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Reads record after record, and rejects a repeated identifier. */
class RecordReader {
  readonly ready: Ready[] = [];
  readonly rejected: Rejected[] = [];
  private readonly identified = new Map<string, { readonly file: string; readonly line: number }>();

  constructor(private readonly options: ReadOptions) {}

  async readDocument(format: Format, document: JsonDocument, file: string): Promise<void> {
    const context = { folder: dirname(file), document: document.value, language: this.options.language ?? 'en' };
    const records = format.recordsIn === undefined ? [{ value: document.value, line: 1 }] : document.listElements(format.recordsIn);
    for (const record of records) await this.readRecord(format, record, file, context);
  }

  private async readRecord(format: Format, { value, line }: Placed, file: string, context: CatalogueContext): Promise<void> {
    const given: unknown = isObject(value) ? value[format.identifier] : undefined;
    const identifier = typeof given === 'string' ? given.trim() : '';
    try {
      if (!isObject(value)) throw new RecordError('MEMBER_INVALID', 'is not an object');
      this.identify(identifier, given, { file, line });
      const mapped = await mapRecord(format, value, { ...context, keepContacts: this.options.keepContacts });
      checkContent(mapped.content, this.options.limits ?? defaultParameters);
      this.ready.push({ identifier, ...mapped, file, line });
    } catch (error) {
      this.rejected.push({ file, line, identifier, reason: explainReason(error) });
    }
  }

  private identify(identifier: string, given: unknown, place: { readonly file: string; readonly line: number }): void {
    if (given !== undefined && given !== null && typeof given !== 'string')
      throw new RecordError('MEMBER_INVALID', 'its identifier is not text');
    if (identifier === '') throw new RecordError('MEMBER_MISSING', 'has no identifier');
    const before = this.identified.get(identifier);
    if (before) {
      const elsewhere = before.file === place.file ? '' : ` of ${before.file}`;
      throw new RecordError('IDENTIFIER_REPEATED', `has the identifier of the record of line ${String(before.line)}${elsewhere}`);
    }
    this.identified.set(identifier, place);
  }
}

/** Canonical JSON throws its own errors for values outside JSON, such as infinite numbers and lone surrogates. */
function explainReason(error: unknown): string {
  if (error instanceof RecordError) return error.message;
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
