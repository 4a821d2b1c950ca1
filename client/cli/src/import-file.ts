import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { importDefaults } from './catalogue/fields';
import { listFiles, readRecords, type ReadOptions } from './catalogue/read-catalogue';
import { Report } from './catalogue/report';
import { sendRecords } from './catalogue/send-records';
import { Summary } from './catalogue/summary';
import { requireParticipantId } from './check-options';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** The options of reading a catalogue, as they are typed. */
export interface ReadingOptions {
  readonly format?: string;
  readonly language?: string;
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
  if (!existsSync(file)) throw new UsageError('FILE_MISSING', `there is no file ${file}`);
  if (options.provider !== undefined) requireParticipantId('--provider', options.provider);
  const { source = nameSource(file) } = options;
  const isSent = options.dryRun !== true;
  const limits = isSent ? (await (await session.connect()).exchange.get({})).parameters : undefined;
  const reading = { ...(await readReadingOptions(options)), limits, publisher: source };
  const files = listFiles(file);
  const report = Report.open(options.report);
  try {
    // The first pass checks everything, so nothing is sent if the catalogue cannot be read.
    const summary = new Summary();
    for await (const result of readRecords(files, reading)) {
      summary.add(result);
      if (result.kind === 'rejected') report.writeRejected(result.rejected);
      else if (result.kind === 'outside') report.writeOutside(result.outside);
      else if (!isSent) report.write({ outcome: 'ready', ...result.ready });
    }
    const sent = isSent
      ? await sendRecords(session, readRecords(files, reading), { ...options, source, count: summary.ready, report })
      : undefined;
    await printSummary(session, { summary, sent, source });
  } finally {
    report.close();
  }
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

/** Reads the files that the options of reading name. @throws UsageError */
export async function readReadingOptions({
  format,
  language,
  keepContacts,
  strict,
  mapping,
  places,
}: ReadingOptions): Promise<ReadOptions> {
  const { readColumnMap } = await import('./catalogue/formats/table.js');
  const { PlaceTable } = await import('./catalogue/values/place-table.js');
  return {
    format,
    language,
    keepContacts,
    isStrict: strict,
    columns: mapping === undefined ? undefined : readColumnMap(mapping),
    places: places === undefined ? undefined : PlaceTable.read(places),
  };
}

/** Returns the name of the file, or of its folder if the file is called data.json or datapackage.json, as most are. */
function nameSource(file: string): string {
  const path = resolve(file);
  const name = basename(path).replace(/\.(?:json|jsonld|ndjson|csv|ttl|trig|nt|rdf|xml|yaml|yml)(?:\.gz)?$/, '');
  return name === 'data' || name === 'datapackage' ? basename(dirname(path)) : name;
}
