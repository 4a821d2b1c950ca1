import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { importDefaults } from './catalogue/fields';
import { importRecords, type ImportSummary } from './catalogue/import-catalogue';
import { formatNames, readCatalogue, type ReadCatalogue } from './catalogue/read-catalogue';
import { Databund } from '@databund/client';
import { count, languageTag, line, oneOf, participantId } from './arguments';
import type { Profiles } from './profiles';
import type { Session } from './transaction-commands';
import { UsageError } from './usage-error';

/** What the import knows of the terminal and the profiles. */
export interface CatalogueSession extends Session {
  readonly participant: () => string | undefined;
  readonly profiles: Profiles;
  readonly fail: () => void;
  /** Says something to the person, beside the result. */
  readonly note: (text: string) => void;
  /** Where a progress bar may be drawn; nothing where nobody watches. */
  readonly progress: NodeJS.WritableStream | undefined;
}

interface Options {
  readonly publish?: boolean;
  readonly publishProfile: string;
  readonly provider?: string;
  readonly source?: string;
  readonly format?: string;
  readonly language: string;
  readonly concurrency: number;
  readonly newVersions?: boolean;
  readonly dryRun?: boolean;
}

const assumptions = `
What a source does not say is assumed of every listing, and printed as assumed:
  licence unspecified (where the source names none), grade general, personalData none, kind download,
  offer to use for everybody, charge free
Records of DCAT-US whose accessLevel is not public are refused. What else is not so belongs into a listing of its own:
\`databund listing create\`.`;

/** Adds `databund catalogue import FILE`. */
export function addCatalogue(program: Command, session: CatalogueSession): void {
  program
    .command('catalogue')
    .description('catalogue: import')
    .command('import')
    .argument('<file>', 'data.json, datapackage.json, or a folder of JSON files')
    .description(
      'creates and submits a listing for each record; all records are checked before the first is sent, and a second run does only what is left',
    )
    .option('--publish', 'also reviews and ends notice, as the operator')
    .option('--publish-profile <name>', 'the operator’s profile', 'operator')
    .option('--provider <id>', 'your participant id, where the profile does not say it', participantId)
    .option(
      '--source <name>',
      'names the source in the listings’ ids; where not given the file’s name, or of data.json and datapackage.json their folder’s',
      line,
    )
    .option('--format <name>', `one of ${formatNames.join(', ')}; recognised where not given`, oneOf(formatNames))
    .option('--language <tag>', 'BCP 47, of texts that do not say theirs', languageTag, 'en')
    .option('--concurrency <n>', 'listings under way at once', count(1, 128), 16)
    .option('--new-versions', 'makes a new version of a listing whose content changed at its source')
    .option('--dry-run', 'only reads and checks')
    .addHelpText('after', assumptions)
    .action((file: string, options: Options) => run(file, options, session));
}

async function run(file: string, options: Options, session: CatalogueSession): Promise<void> {
  if (!existsSync(file)) throw new UsageError(`there is no ${file}`);
  const { format, language } = options;
  const limits = options.dryRun === true ? undefined : (await session.databund().exchange.get({})).parameters;
  const catalogue = await readCatalogue(file, { format, language, limits });
  const source = options.source ?? sourceName(file);
  const summary = options.dryRun === true ? undefined : await send(catalogue, { ...options, source }, session);
  const refused = [...catalogue.rejected, ...(summary?.failed ?? [])];
  session.print({
    format: catalogue.format,
    source,
    assumed: importDefaults,
    records: catalogue.ready.length + catalogue.rejected.length,
    ...summary?.outcomes,
    refused: refused.length,
    ...(refused.length > 0 && { refusals: refused }),
  });
  if (refused.length > 0) session.fail();
}

async function send(
  { ready }: ReadCatalogue,
  options: Options & { readonly source: string },
  session: CatalogueSession,
): Promise<ImportSummary> {
  const provider = options.provider ?? session.participant();
  if (provider === undefined) throw new UsageError('--provider is missing, and the profile does not name a participant');
  const operator = options.publish === true ? new Databund(session.profiles.get(options.publishProfile)) : undefined;
  const bar = session.progress && new SingleBar({ format: barFormat, stream: session.progress, hideCursor: true }, Presets.shades_classic);
  const progress = { done: 0 };
  bar?.start(ready.length, 0);
  try {
    return await importRecords(ready, {
      databund: session.databund(),
      provider,
      source: options.source,
      operator,
      newVersions: options.newVersions,
      concurrency: options.concurrency,
      onDone: (done) => {
        progress.done = done;
        bar?.update(done);
      },
    });
  } catch (error) {
    bar?.stop();
    session.note(`${String(progress.done)} of ${String(ready.length)} records were done; the same command goes on with the others.`);
    throw error;
  } finally {
    bar?.stop();
  }
}

const barFormat = 'importing {bar} {value}/{total} {eta_formatted}';

/** `datapackage.json` and `data.json` are called so everywhere: their folder names them. */
function sourceName(file: string): string {
  const path = resolve(file);
  const name = basename(path, '.json');
  return name === 'data' || name === 'datapackage' ? basename(dirname(path)) : name;
}
