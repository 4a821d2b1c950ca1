import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { importDefaults } from './catalogue/fields';
import { importRecords, type ImportSummary } from './catalogue/import-catalogue';
import { readCatalogue, type ReadCatalogue } from './catalogue/read-catalogue';
import { requireParticipantId } from './check-options';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** The options of `databund catalogue import`. */
export interface ImportCommandOptions {
  readonly publish?: boolean;
  readonly publishProfile: string;
  readonly provider?: string;
  readonly source?: string;
  readonly format?: string;
  readonly language: string;
  readonly concurrency: number;
  readonly newVersions?: boolean;
  readonly keepContacts?: boolean;
  readonly dryRun?: boolean;
}

/** Imports a catalogue and prints the summary. Fails if a record is refused. @throws UsageError, DatabundError */
export async function importFile(session: Session, file: string, options: ImportCommandOptions): Promise<void> {
  checkOptions(file, options);
  const { format, language, keepContacts, source = nameSource(file) } = options;
  const isSent = options.dryRun !== true;
  const limits = isSent ? (await (await session.connect()).exchange.get({})).parameters : undefined;
  const catalogue = await readCatalogue(file, { format, language, limits, keepContacts });
  const summary = isSent ? await send(session, catalogue, { ...options, source }) : undefined;
  const refused = [...catalogue.rejected, ...(summary?.failed ?? [])];
  await session.print({
    format: catalogue.format,
    source,
    assumed: importDefaults,
    records: catalogue.ready.length + catalogue.rejected.length,
    ...summary?.outcomes,
    ...describeDropped(catalogue),
    refused: refused.length,
    ...(refused.length > 0 && { refusals: refused }),
  });
  if (refused.length > 0) session.fail();
}

function checkOptions(file: string, { provider }: ImportCommandOptions): void {
  if (!existsSync(file)) throw new UsageError('FILE_MISSING', `there is no file ${file}`);
  if (provider !== undefined) requireParticipantId('--provider', provider);
}

/** Returns the counts of the members that were left out, and how to keep them. */
function describeDropped({ droppedContacts: counts }: ReadCatalogue): object {
  if (Object.keys(counts).length === 0) return {};
  return { droppedContacts: counts, keepContactsWith: '--keep-contacts' };
}

type SendOptions = ImportCommandOptions & { readonly source: string };

async function send(session: Session, { ready }: ReadCatalogue, options: SendOptions): Promise<ImportSummary> {
  const provider = options.provider ?? (await session.getParticipant());
  if (provider === undefined)
    throw new UsageError('OPTION_INVALID', '--provider is missing, and the profile does not name a participant: give one of them');
  const databund = await session.connect();
  const operator =
    options.publish === true ? await session.connectAs((await session.openProfiles()).get(options.publishProfile)) : undefined;
  const bar = session.progress && new SingleBar({ format: barFormat, stream: session.progress, hideCursor: true }, Presets.shades_classic);
  const progress = { done: 0 };
  bar?.start(ready.length, 0);
  const onDone = (done: number) => {
    progress.done = done;
    bar?.update(done);
  };
  const { source, newVersions, concurrency } = options;
  try {
    return await importRecords(ready, { databund, provider, source, operator, newVersions, concurrency, onDone });
  } catch (error) {
    bar?.stop();
    session.note(`${String(progress.done)} of ${String(ready.length)} records are done. Run the same command again for the others.`);
    throw error;
  } finally {
    bar?.stop();
  }
}

const barFormat = 'importing {bar} {value}/{total} {eta_formatted}';

/** Returns the name of the file, or of its folder if the file is called data.json or datapackage.json, as most are. */
function nameSource(file: string): string {
  const path = resolve(file);
  const name = basename(path, '.json');
  return name === 'data' || name === 'datapackage' ? basename(dirname(path)) : name;
}
