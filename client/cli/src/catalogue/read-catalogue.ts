import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultParameters, type ContentLimits } from '@databund/model';
import { requireListable } from './check-content';
import { removeCredentials } from './credentials';
import type { ColumnMap } from './formats/table';
import { makeFormatChoice, makeFormatError } from './input/choose-format';
import { findKindByName } from './input/document-kind';
import { readDocuments, splitPath, type FileAddresses } from './input/read-documents';
import type { ReadItem } from './input/read-item';
import { mapRecord, type MappedRecord } from './map-record';
import { RecordError } from './record-error';
import type { OutsideRecord, Rejected, SourcePlace, SourceRules } from './record';
import type { PlaceTable } from '@databund/client';

/** A record that can be imported. */
export interface Ready extends MappedRecord, SourcePlace {
  readonly identifier: string;
}

/** One result of reading: a record that can be imported, one that cannot, or what belongs to no record. */
export type ReadResult =
  | { readonly kind: 'ready'; readonly ready: Ready; readonly format: string }
  | { readonly kind: 'rejected'; readonly rejected: Rejected; readonly isBroken: boolean }
  | { readonly kind: 'outside'; readonly outside: OutsideRecord & { readonly file: string } };

/** A catalogue of which every record has been read and checked. */
export interface ReadCatalogue {
  readonly format: string;
  readonly ready: readonly Ready[];
  readonly rejected: readonly Rejected[];
  readonly outside: readonly (OutsideRecord & { readonly file: string })[];
  /** The number of members that name or reach a person and were left out, by their path. */
  readonly droppedContacts: Readonly<Record<string, number>>;
}

/** Options of reading a catalogue. */
export interface ReadOptions {
  readonly format?: string | undefined;
  /** The encoding of texts; by default UTF-8, UTF-16 with a byte order mark, or what an XML declaration says. */
  readonly encoding?: string | undefined;
  /** BCP 47 tag of texts that do not name their language; English by default. */
  readonly language?: string | undefined;
  /** The limits of the exchange; those of a new exchange by default. */
  readonly limits?: ContentLimits | undefined;
  /** Keeps members that name or reach a person. */
  readonly keepContacts?: boolean | undefined;
  /** Rejects a record if one of its members cannot be listed as it is. */
  readonly isStrict?: boolean | undefined;
  readonly places?: PlaceTable | undefined;
  readonly columns?: ColumnMap | undefined;
  readonly rules?: SourceRules | undefined;
  /** The name of the publisher of records that name none. */
  readonly publisher?: string | undefined;
  /** The web addresses of files that were fetched, against which their relative addresses are resolved. */
  readonly addresses?: FileAddresses | undefined;
}

/** Reads a whole catalogue, a file or a folder, and sends nothing. @throws UsageError CATALOGUE_UNKNOWN */
export async function readCatalogue(path: string, options: ReadOptions = {}): Promise<ReadCatalogue> {
  const [ready, rejected, outside]: [Ready[], Rejected[], ReadCatalogue['outside'][number][]] = [[], [], []];
  let format: string | undefined;
  for await (const result of readRecords(listFiles(path), options)) {
    if (result.kind === 'ready') ready.push(result.ready);
    else if (result.kind === 'rejected') rejected.push(result.rejected);
    else outside.push(result.outside);
    if (result.kind === 'ready') format ??= result.format;
  }
  return { format: format ?? 'none', ready, rejected, outside, droppedContacts: countEach(ready.flatMap((each) => each.droppedContacts)) };
}

/** Yields the records of files one after another, each checked as the exchange checks it. @throws UsageError CATALOGUE_UNKNOWN */
export async function* readRecords(files: readonly string[], options: ReadOptions = {}): AsyncGenerator<ReadResult> {
  const reader = new RecordReader(options);
  let isKnown = false;
  const unknown: ReadResult[] = [];
  const choice = makeFormatChoice(options.format, options.columns, options.encoding);
  for await (const item of readDocuments(files, choice, options.addresses)) {
    const result = await reader.read(item);
    const isUnknown = result.kind === 'rejected' && result.rejected.reason === 'has none of the known formats';
    if (isUnknown && !isKnown) unknown.push(result);
    else {
      isKnown = true;
      yield result;
    }
  }
  if (!isKnown && unknown.length > 0) throw makeFormatError();
  yield* unknown;
}

/** Lists the files of a catalogue: the file itself, or those of a folder that can hold records. @throws UsageError CATALOGUE_UNKNOWN */
export function listFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (name) => findKindByName(name) !== undefined && statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() !== true,
  );
  if (names.length === 0) throw makeFormatError();
  return names.sort().map((name) => join(path, name));
}

/** Counts how often each path occurs. */
export function countEach(paths: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Reads record after record, and rejects a repeated identifier. Only a record that can be imported reserves its identifier. */
class RecordReader {
  private readonly identified = new Map<string, SourcePlace>();

  constructor(private readonly options: ReadOptions) {}

  async read(item: ReadItem): Promise<ReadResult> {
    if (item.kind === 'outside') return { kind: 'outside', outside: { ...item.outside, file: item.file } };
    if (item.kind === 'fault') return { kind: 'rejected', rejected: item.fault, isBroken: item.isBroken };
    const { format, file } = item;
    const { line } = item.record;
    const { record: value, notes: removed } = removeCredentials(item.record.value);
    let identifier = '';
    try {
      identifier = readIdentifier(format.identify(value, splitPath(file)));
      this.requireNew(identifier, { file, line });
      const read = await mapRecord(format, value, this.makeContext(item), identifier);
      const mapped = removed.length === 0 ? read : { ...read, notes: [...removed, ...read.notes] };
      requireListable(mapped.content, this.options.limits ?? defaultParameters);
      this.identified.set(identifier, { file, line });
      return { kind: 'ready', format: format.name, ready: { identifier, ...mapped, file, line } };
    } catch (error) {
      const isTwice = error instanceof RecordError && error.code === 'IDENTIFIER_REPEATED';
      // A record inside another record is a second description of one that the source has on its own.
      if (isTwice && item.record.isNested === true)
        return { kind: 'outside', outside: { path: 'inside another record', value, line, file } };
      return { kind: 'rejected', rejected: { file, line, identifier, ...explainReason(error) }, isBroken: false };
    }
  }

  private makeContext({ record, document, file }: Extract<ReadItem, { kind: 'record' }>) {
    const {
      language = 'en',
      isStrict = false,
      limits = defaultParameters,
      keepContacts,
      places,
      rules,
      publisher,
      addresses,
    } = this.options;
    const { type } = record;
    const base = addresses?.get(file);
    return { language, isStrict, limits, keepContacts, places, rules, publisher, base, document, type, ...splitPath(file) };
  }

  private requireNew(identifier: string, place: SourcePlace): void {
    const before = this.identified.get(identifier);
    if (!before) return;
    const elsewhere = before.file === place.file ? '' : ` of ${before.file}`;
    throw new RecordError('IDENTIFIER_REPEATED', `has the identifier of the record of line ${String(before.line)}${elsewhere}`);
  }
}

/** Reads an identifier as one line in NFC; a number as its digits. @throws RecordError */
function readIdentifier(value: unknown): string {
  if (value === undefined || value === null || value === '') throw new RecordError('MEMBER_MISSING', 'has no identifier');
  if (typeof value !== 'string' && typeof value !== 'number') throw new RecordError('MEMBER_INVALID', 'its identifier is not text');
  const identifier = String(value).normalize('NFC').trim();
  if (identifier === '') throw new RecordError('MEMBER_MISSING', 'has no identifier');
  if (/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(identifier))
    throw new RecordError('MEMBER_INVALID', 'its identifier has control or direction characters');
  return identifier;
}

/** Canonical JSON throws its own errors for values outside JSON, such as infinite numbers. */
function explainReason(error: unknown): { readonly reason: string; readonly code: string } {
  if (error instanceof RecordError) return { reason: error.message, code: error.code };
  return { reason: `cannot be read: ${error instanceof Error ? error.message : String(error)}`, code: 'CONTENT_INVALID' };
}
