import { Presets, SingleBar } from 'cli-progress';
import type { Session } from '../session';
import { UsageError } from '../usage-error';
import { importRecords, type ImportSummary } from './import-catalogue';
import type { Ready, ReadResult } from './read-catalogue';
import type { Report } from './report';

/** Options of sending records: as which participants, from which source, and where the results go. */
export interface SendOptions {
  readonly source: string;
  readonly provider?: string | undefined;
  readonly publish?: boolean | undefined;
  readonly publishProfile: string;
  readonly newVersions?: boolean | undefined;
  readonly canReturn?: boolean | undefined;
  readonly concurrency: number;
  /** The number of records, for the progress bar. */
  readonly count: number;
  readonly report: Report;
}

const barFormat = 'importing {bar} {value}/{total} {eta_formatted}';

/** Returns the participant that lists the records. @throws UsageError OPTION_INVALID */
export async function findProvider(session: Session, provider: string | undefined): Promise<string> {
  const found = provider ?? (await session.getParticipant());
  if (found === undefined)
    throw new UsageError('OPTION_INVALID', '--provider is missing, and the profile does not name a participant: give one of them');
  return found;
}

/** Sends the records that can be imported, with a progress bar. @throws DatabundError after which the same command continues */
export async function sendRecords(session: Session, results: AsyncIterable<ReadResult>, options: SendOptions): Promise<ImportSummary> {
  const { report, count, source, newVersions, canReturn, concurrency } = options;
  const provider = await findProvider(session, options.provider);
  const databund = await session.connect();
  const operator =
    options.publish === true ? await session.connectAs((await session.openProfiles()).get(options.publishProfile)) : undefined;
  const bar = session.progress && new SingleBar({ format: barFormat, stream: session.progress, hideCursor: true }, Presets.shades_classic);
  const progress = { done: 0 };
  bar?.start(count, 0);
  const onDone = (done: number) => {
    progress.done = done;
    bar?.update(done);
  };
  const onRecord = ({ file, line, identifier, notes }: Ready, id: string, outcome: string, reason?: string) =>
    report.write({ outcome, identifier, id, file, line, reason, notes });
  try {
    const records = selectReady(results);
    return await importRecords(records, { databund, provider, source, operator, newVersions, canReturn, concurrency, onDone, onRecord });
  } catch (error) {
    bar?.stop();
    session.note(`${String(progress.done)} of ${String(count)} records are done. Run the same command again for the others.`);
    throw error;
  } finally {
    bar?.stop();
  }
}

async function* selectReady(results: AsyncIterable<ReadResult>): AsyncGenerator<Ready> {
  for await (const result of results) if (result.kind === 'ready') yield result.ready;
}
