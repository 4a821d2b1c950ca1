import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultParameters, type ContentLimits, type ListingContent } from '@databund/model';
import { checkContent } from './check-content';
import { dcatUs } from './dcat-us';
import { isObject } from './fields';
import { firstData } from './first-data';
import { frictionless } from './frictionless';
import { JsonDocument, type Placed } from './json-document';
import { UnusableRecord, type CatalogueContext, type Format, type LocalFile, type Rejected } from './record';

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
  /** What the exchange allows; what an exchange begins with where nothing is said. */
  readonly limits?: ContentLimits | undefined;
}

/** Reads a catalogue: a file, or a folder of JSON files. Nothing is sent anywhere. @throws Error where no format recognises it */
export async function readCatalogue(path: string, options: Options = {}): Promise<ReadCatalogue> {
  const documents = filesOf(path).map((file) => ({ file, document: JsonDocument.read(file) }));
  const objects = documents.map(({ document }) => document).filter((document) => document instanceof JsonDocument);
  const format = objects.length > 0 ? chooseFormat(objects, options.format) : undefined;
  const reading = new Reading(options);
  for (const { file, document } of documents) {
    if (!(document instanceof JsonDocument)) reading.rejected.push({ file, identifier: '', ...document });
    else if (format && (documents.length === 1 || !isSchema(document))) await reading.take(format, document, file);
  }
  return { format: format?.name ?? 'none', ready: reading.ready, rejected: reading.rejected };
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw unrecognised();
  return names.sort().map((name) => join(path, name));
}

/** One format for all files: a file of a folder that its format does not recognise is a dirty record, not another catalogue. */
function chooseFormat(documents: readonly JsonDocument[], name: string | undefined): Format {
  const format = formats.find((each) => (name === undefined ? documents.some(({ value }) => each.recognises(value)) : each.name === name));
  if (!format) throw unrecognised();
  return format;
}

function unrecognised(): Error {
  return new Error(`no format recognises this catalogue; there are ${formatNames.join(', ')}`);
}

/** A folder of records may hold the schema that they follow: it is none of them. */
function isSchema({ value }: JsonDocument): boolean {
  return typeof value['$schema'] === 'string' && isObject(value['properties']);
}

/** Reads record after record, and remembers the identifiers that it has seen. */
class Reading {
  readonly ready: Ready[] = [];
  readonly rejected: Rejected[] = [];
  private readonly seen = new Map<string, { readonly file: string; readonly line: number }>();

  constructor(private readonly options: Options) {}

  async take(format: Format, document: JsonDocument, file: string): Promise<void> {
    const context = { folder: dirname(file), document: document.value, language: this.options.language ?? 'en' };
    const records = format.recordsIn === undefined ? [{ value: document.value, line: 1 }] : document.elements(format.recordsIn);
    for (const record of records) await this.record(format, record, file, context);
  }

  private async record(format: Format, { value, line }: Placed, file: string, context: CatalogueContext): Promise<void> {
    const given: unknown = isObject(value) ? value[format.identifier] : undefined;
    const identifier = typeof given === 'string' ? given.trim() : '';
    try {
      if (!isObject(value)) throw new UnusableRecord('is not an object');
      this.identify(identifier, given, { file, line });
      const { content, files } = await format.map(value, context);
      checkContent(content, this.options.limits ?? defaultParameters);
      this.ready.push({ identifier, content, files, file, line });
    } catch (error) {
      this.rejected.push({ file, line, identifier, reason: reasonOf(error) });
    }
  }

  private identify(identifier: string, given: unknown, place: { readonly file: string; readonly line: number }): void {
    if (given !== undefined && given !== null && typeof given !== 'string') throw new UnusableRecord('its identifier is not text');
    if (identifier === '') throw new UnusableRecord('has no identifier');
    const before = this.seen.get(identifier);
    if (before)
      throw new UnusableRecord(
        `has the identifier of the record of line ${String(before.line)}${before.file === place.file ? '' : ` of ${before.file}`}`,
      );
    this.seen.set(identifier, place);
  }
}

/** Canonical JSON refuses, as an error of its own, what no form describes: numbers that are none, texts that are no text. */
function reasonOf(error: unknown): string {
  if (error instanceof UnusableRecord) return error.message;
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
