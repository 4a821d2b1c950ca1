import { Presets, SingleBar } from 'cli-progress';
import { DatabundError } from '@databund/client';
import { readReadingOptions } from '../../import-file';
import type { Session } from '../../session';
import { readRecords, type ReadOptions, type ReadResult } from '../read-catalogue';
import { Report } from '../report';
import { findProvider, sendRecords } from '../send-records';
import { fetchSource } from './fetch-source';
import { planSource, type Plan, type PlanContext, type PlannedChange } from './plan-source';
import { Sources, type Source } from './source-file';
import { SourceState } from './source-state';

/** The options of `databund catalogue plan` and `sync`. */
export interface HarvestOptions {
  readonly provider?: string;
  readonly report?: string;
}

/** The options of `databund catalogue sync`. */
export interface SyncOptions extends HarvestOptions {
  readonly publish?: boolean;
  readonly publishProfile: string;
  readonly concurrency: number;
}

const shownChanges = 100;

/** Prints what a sync of a source would do. Exit code 4 if that is anything. @throws UsageError, DatabundError */
export async function planOne(session: Session, name: string, options: HarvestOptions): Promise<void> {
  const report = Report.open(options.report);
  try {
    const { context, isUnchanged } = await prepare(session, name, options, report);
    const plan = await planWithProgress(session, context);
    context.state.save();
    await session.print({ source: name, isUnchanged, ...describePlan(plan) });
    if (plan.summary.rejected.length > 0) session.fail();
    else if (countChanges(plan) > 0) session.fail(4);
  } finally {
    report.close();
  }
}

/** Does what a plan says: creates, makes new versions, and delists what is gone if the source's file says so. @throws UsageError, DatabundError */
export async function applySource(session: Session, name: string, options: SyncOptions): Promise<void> {
  const report = Report.open(options.report);
  try {
    const { context, isUnchanged } = await prepare(session, name, options, report);
    const { source, state, files, reading } = context;
    const planned = { ...context, report: Report.open(undefined), isPublished: options.publish === true };
    const plan = await planWithProgress(session, planned);
    const isRelisted = source.returned === 'relist';
    const { created, changed, unfinished, returned } = plan;
    const wanted = new Set([...created, ...changed, ...unfinished, ...(isRelisted ? returned : [])].map(({ identifier }) => identifier));
    const records = selectWanted(readRecords(files, reading), wanted, report);
    const sending = { ...options, source: source.name, newVersions: true, canReturn: isRelisted, count: wanted.size, report };
    const sent = await sendRecords(session, records, sending);
    const gone = await delistGone(context, plan);
    state.save();
    const refused = [...plan.summary.rejected, ...sent.failed];
    await session.print({
      source: name,
      isUnchanged,
      ...describePlan(plan),
      ...sent.outcomes,
      ...gone,
      refused: refused.length,
      ...(refused.length > 0 && { refusals: refused }),
    });
    const isLeft = sent.outcomes['changed-at-source'] > 0 || gone.delisted < plan.gone.length || (!isRelisted && plan.returned.length > 0);
    if (refused.length > 0) session.fail();
    else if (isLeft) session.fail(4);
  } finally {
    report.close();
  }
}

/** Plans with a count of the records that were read, if a person watches. */
async function planWithProgress(session: Session, context: PlanContext): Promise<Plan> {
  const form = { format: 'reading {value} records', hideCursor: true, clearOnComplete: true };
  const bar = session.progress && new SingleBar({ ...form, stream: session.progress }, Presets.shades_classic);
  bar?.start(0, 0);
  try {
    return await planSource({ ...context, onRecord: (count) => bar?.update(count) });
  } finally {
    bar?.stop();
  }
}

function countChanges({ created, changed, returned, gone, unfinished }: Plan): number {
  return created.length + changed.length + returned.length + gone.length + unfinished.length;
}

interface Prepared {
  readonly context: PlanContext;
  readonly isUnchanged: boolean;
}

async function prepare(session: Session, name: string, options: HarvestOptions, report: Report): Promise<Prepared> {
  const sources = Sources.openNextTo(session.configFile);
  const source = sources.read(name);
  const folder = sources.getFolder(name);
  const provider = await findProvider(session, options.provider);
  const databund = await session.connect();
  const { files, isUnchanged, isShifted, addresses } = await fetchSource(source, folder);
  const { parameters: limits } = await databund.exchange.get({});
  const reading: ReadOptions = {
    ...(await readReadingOptions(makeReading(source), databund)),
    limits,
    addresses,
    publisher: source.name,
    rules: { defaults: source.defaults, map: source.map },
  };
  const state = await new SourceState(folder).load();
  return {
    context: { databund, provider, source, files, reading, state, report, isPaged: (addresses?.size ?? 0) > 1, isShifted },
    isUnchanged,
  };
}

function makeReading({ format, language, encoding, mapping, places, strict, keepContacts }: Source) {
  return {
    ...(format !== undefined && { format }),
    ...(language !== undefined && { language }),
    ...(encoding !== undefined && { encoding }),
    ...(mapping !== undefined && { mapping }),
    ...(places !== undefined && { places }),
    ...(strict !== undefined && { strict }),
    ...(keepContacts !== undefined && { keepContacts }),
  };
}

function describePlan({ summary, created, changed, returned, gone, unfinished, same, isGoneUnknown }: Plan): object {
  return {
    ...summary.describe(),
    refused: summary.rejected.length,
    same,
    create: created.length,
    change: changed.length,
    return: returned.length,
    continue: unfinished.length,
    gone: gone.length,
    ...(isGoneUnknown && { isGoneUnknown }),
    changes: {
      created: created.slice(0, shownChanges),
      changed: changed.slice(0, shownChanges),
      returned: returned.slice(0, shownChanges),
      gone: gone.slice(0, shownChanges),
    },
  };
}

/** Passes on the records that change something, and reports the others. */
async function* selectWanted(results: AsyncIterable<ReadResult>, wanted: ReadonlySet<string>, report: Report): AsyncGenerator<ReadResult> {
  for await (const result of results) {
    if (result.kind === 'rejected') report.writeRejected(result.rejected);
    else if (result.kind === 'outside') report.writeOutside(result.outside);
    else if (wanted.has(result.ready.identifier)) yield result;
    else report.write({ outcome: 'same', ...result.ready });
  }
}

/** Delists what is gone, if the source's file says so and it is not more of the source than that permits. */
async function delistGone(
  { databund, source, state, report }: PlanContext,
  { gone, same, changed }: Plan,
): Promise<{ readonly delisted: number; readonly goneLeft?: string }> {
  const share = (100 * gone.length) / Math.max(1, gone.length + same + changed.length);
  const isTooMany = share > source.maxGonePercent;
  let delisted = 0;
  for (const change of gone) {
    const isDone = source.gone === 'delist' && !isTooMany && (await delist(databund, change));
    if (isDone) {
      delisted += 1;
      state.delete(change.id);
    }
    report.write({ outcome: isDone ? 'delisted' : 'gone', identifier: change.identifier, id: change.id, file: '', line: 0 });
  }
  const reason = `${String(Math.round(share))} % of the source are gone, and maxGonePercent is ${String(source.maxGonePercent)}`;
  return { delisted, ...(source.gone === 'delist' && isTooMany && { goneLeft: reason }) };
}

/** Delists a listing. One that is under review or suspended stays, and is reported. */
async function delist(databund: PlanContext['databund'], { id }: PlannedChange): Promise<boolean> {
  const { version, revision, state } = await databund.listing.get({ id });
  if (state !== 'LISTED') return false;
  try {
    await databund.listing.delist({ id, version, revision, reason: 'The record is gone from its source.' });
    return true;
  } catch (error) {
    if (error instanceof DatabundError && error.code === 'REVISION_CONFLICT') return false;
    throw error;
  }
}
