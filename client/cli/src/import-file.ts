import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { importDefaults } from './catalogue/fields';
import { listFiles, readRecords, type ReadOptions, type ReadResult } from './catalogue/read-catalogue';
import { Report } from './catalogue/report';
import { sendRecords } from './catalogue/send-records';
import { Summary } from './catalogue/summary';
import type { Databund } from '@databund/client';
import { requireParticipantId } from './check-options';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** The options of reading a catalogue, as they are typed. */
export interface ReadingOptions {
  readonly format?: string;
  readonly language?: string;
  readonly encoding?: string;
  readonly keepContacts?: boolean;
  readonly strict?: boolean;
  readonly mapping?: string;
  readonly places?: string;
  readonly report?: string;
}

/** The options of `databund catalogue import`. */
export interface ImportCommandOptions extends ReadingOptions {
  readonly publish?: boolean;
  readonly publishProfile: string;
  readonly provider?: string;
  readonly source?: string;
  readonly concurrency: number;
  readonly newVersions?: boolean;
  readonly dryRun?: boolean;
}

/** Imports a catalogue and prints the summary. Fails if a record is refused, or changed without being taken. @throws UsageError, DatabundError */
export async function importFile(session: Session, file: string, options: ImportCommandOptions): Promise<void> {
  const source = checkSource(file, options);
  const isSent = options.dryRun !== true;
  const databund = isSent ? await session.connect() : undefined;
  const limits = (await databund?.exchange.get({}))?.parameters;
  const reading = { ...(await readReadingOptions(options, databund)), limits, publisher: source };
  const files = listFiles(file);
  const report = Report.open(options.report);
  try {
    // The first pass checks everything, so nothing is sent if the catalogue cannot be read.
    const summary = new Summary();
    for await (const result of readRecords(files, reading)) {
      summary.add(result);
      if (result.kind !== 'ready' || !isSent) reportRead(report, result);
    }
    const sent = isSent
      ? await sendRecords(session, readRecords(files, reading), { ...options, source, count: summary.ready, report })
      : undefined;
    await printSummary(session, { summary, sent, source });
  } finally {
    report.close();
  }
}

/** Checks file and provider, and returns the name of the source. @throws UsageError */
function checkSource(file: string, { provider, source, dryRun }: ImportCommandOptions): string {
  requireReadable(file);
  if (provider !== undefined) requireParticipantId('--provider', provider);
  const name = source ?? nameSource(file);
  if (dryRun !== true && source === undefined) requireStableName(name, file);
  return name;
}

/** Checks that a path can be read twice. @throws UsageError FILE_MISSING */
function requireReadable(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found && file !== '-') throw new UsageError('FILE_MISSING', `there is no file ${file}`);
  if (found?.isFile() !== true && found?.isDirectory() !== true)
    throw new UsageError(
      'FILE_MISSING',
      `${file} is neither a file nor a folder, and an import reads twice: write it to a file, or add a source with the address -`,
    );
}

function reportRead(report: Report, result: ReadResult): void {
  if (result.kind === 'rejected') report.writeRejected(result.rejected);
  else if (result.kind === 'outside') report.writeOutside(result.outside);
  else report.write({ outcome: 'ready', ...result.ready });
}

type Sent = Awaited<ReturnType<typeof sendRecords>>;

async function printSummary(
  session: Session,
  { summary, sent, source }: { readonly summary: Summary; readonly sent: Sent | undefined; readonly source: string },
): Promise<void> {
  const refused = [...summary.rejected, ...(sent?.failed ?? [])];
  await session.print({
    source,
    assumed: importDefaults,
    ...summary.describe(),
    ...sent?.outcomes,
    refused: refused.length,
    ...(refused.length > 0 && { refusals: refused }),
  });
  if (refused.length > 0) session.fail();
  else if ((sent?.outcomes['changed-at-source'] ?? 0) > 0) session.fail(4);
}

/** Reads the files that the options of reading name; without a table of places, asks the gateway for its own. @throws UsageError */
export async function readReadingOptions(
  { format, language, encoding, keepContacts, strict, mapping, places }: ReadingOptions,
  databund?: Databund,
): Promise<ReadOptions> {
  const { readColumnMap } = await import('./catalogue/formats/table.js');
  const { readPlaceFile } = await import('./catalogue/values/place-table.js');
  return {
    format,
    language,
    encoding,
    keepContacts,
    isStrict: strict,
    columns: mapping === undefined ? undefined : readColumnMap(mapping),
    places: places === undefined ? await databund?.readPlaceTable() : readPlaceFile(places),
  };
}

/** Names that many portals give their files, and names that change from day to day. */
const commonName =
  /^(?:data|datapackage|catalog|catalogue|catalog_v\d+|datasets?|export|index|package_(?:search|show)|download|input|latest|current)$/i;
const datedName = /^\W*(?:\d[\d\W_T]*)$|\d{4}-?\d\d-?\d\d/i;

/** Returns the name of the file, or of its folder if many files are called so, such as data.json or catalog.json. */
function nameSource(file: string): string {
  const path = resolve(file);
  const name = basename(path).replace(/\.(?:json|jsonld|ndjson|csv|ttl|trig|nt|rdf|xml|yaml|yml)(?:\.gz)?$/, '');
  return commonName.test(name) ? basename(dirname(path)) : name;
}

/** Rejects a name that another catalogue would have too, or that this one would not have tomorrow. @throws UsageError OPTION_INVALID */
function requireStableName(name: string, file: string): void {
  if (name !== '' && !commonName.test(name) && !datedName.test(name)) return;
  const reason = `the name of the source cannot come from ${file}, because other catalogues are called so, or this one will not be tomorrow`;
  throw new UsageError('OPTION_INVALID', `${reason}: give --source, or register it with \`databund catalogue source add\``);
}
