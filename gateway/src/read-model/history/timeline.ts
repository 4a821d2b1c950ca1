import type { HistoryKind, Timeline, TimelineEntry } from '@databund/client';
import { ExchangeError, type Caller } from '@databund/model';
import { nameFlag } from '@databund/ledger-verifier';
import { Type } from '@sinclair/typebox';
import type { Cursors } from '../../http/cursors';
import { isValid } from '../../http/validation';
import { NamedActors } from '../named-actors';
import type { HeightMoment, ReadModel } from '../read-model';
import { getNumber, getText, type Row } from '../read-store';
import { scanPage } from '../scan-page';
import { compareViews } from './compare-views';
import { ObjectViews, objectReads } from './object-views';
import { listRows, listSubjects, type TracePlace, type TraceRow } from './trace-rows';

/** The history that a caller asks for. */
export interface AskedHistory {
  readonly kind: HistoryKind;
  readonly id: string;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** The number of blocks that count; all by default. */
  readonly height?: number | undefined;
}

/** The caller, and the languages in which it reads names. */
export interface Asker {
  readonly caller: Caller;
  readonly languages: readonly string[];
}

interface Parts {
  readonly model: ReadModel;
  readonly cursors: Cursors;
}

const list = 'History';
const defaultLimit = 50;
const Place = Type.Object({
  height: Type.Integer(),
  block: Type.Integer(),
  position: Type.Integer(),
  kind: Type.String(),
  id: Type.String(),
  version: Type.Integer(),
  part: Type.String(),
});

/**
 * Reads a page of the steps on an object and on what is linked with it, first to last. What the caller may not see now, or could not have
 * seen then, is left out. @throws the code of an object that is hidden, CURSOR_INVALID
 */
export async function readTimeline(asked: AskedHistory, { caller, languages }: Asker, { model, cursors }: Parts): Promise<Timeline> {
  const { kind, id, limit = defaultLimit, cursor } = asked;
  await model.evaluate(objectReads[kind], model.openNow(), { id }, caller);
  const after = cursor === undefined ? undefined : openPlace(cursors, { kind, id }, cursor);
  const { store, time } = model.openNow(after?.height ?? asked.height);
  const views = new ObjectViews(model, caller, model.openNow());
  const steps = new Steps(model, views, new NamedActors({ store, time }, languages));
  const { height } = store;
  const rows = listRows(model.store, await listSubjects(kind, id, store), { height, after });
  const { items, last } = await scanPage(rows, limit, (row) => steps.describe(row));
  const next = last && cursors.sealText(list, { kind, id }, JSON.stringify({ ...last, height }));
  return { height, items: [...items], ...(next !== undefined && { next }) };
}

function openPlace(cursors: Cursors, filters: object, cursor: string): TracePlace & { readonly height: number } {
  const place: unknown = JSON.parse(cursors.openText(list, filters, cursor));
  if (isValid(Place, place)) return place;
  throw new ExchangeError('CURSOR_INVALID');
}

const selectStep = `select tx.id, tx.time, flag, msp, actor, function, endorsers, block.time as judged
  from tx join block on block.number = tx.block where tx.block = ? and tx.position = ?`;

/** The steps of a timeline. Before and after are those of a step's block, judged at the time of the block. */
class Steps {
  private readonly moments = new Map<string, HeightMoment>();

  constructor(
    private readonly model: ReadModel,
    private readonly views: ObjectViews,
    private readonly names: NamedActors,
  ) {}

  /** Returns what a step changed; `undefined` if it is hidden from the caller, or changed nothing that it sees. */
  async describe(row: TraceRow): Promise<TimelineEntry | undefined> {
    if (!(await this.views.isVisible(row))) return undefined;
    const [step] = await this.model.store.query(selectStep, row.block, row.position);
    if (!step) return undefined;
    const time = getText(step, 'judged');
    const after = await this.views.find(row, this.openHeight(row.block + 1, time));
    if (!after) return undefined;
    const changes = compareViews(await this.views.find(row, this.openHeight(row.block, time)), after);
    return changes.length === 0 ? undefined : { ...(await this.describeStep(row, step)), changes };
  }

  /** Opens a height once, because it remembers what it read. */
  private openHeight(height: number, time: string): HeightMoment {
    const name = `${String(height)} ${time}`;
    const moment = this.moments.get(name) ?? { ...this.model.openNow(height), time };
    this.moments.set(name, moment);
    return moment;
  }

  private async describeStep(row: TraceRow, step: Row): Promise<Omit<TimelineEntry, 'changes'>> {
    const { kind, id, version, part, reason } = row;
    return {
      time: getText(step, 'time'),
      block: row.block,
      transactionId: getText(step, 'id'),
      flag: nameFlag(getNumber(step, 'flag')),
      step: getText(step, 'function').split(':').at(-1) ?? '',
      actor: await this.names.describe(getText(step, 'actor')),
      organisation: getText(step, 'msp'),
      endorsers: JSON.parse(getText(step, 'endorsers')) as string[], // `as`: the gateway wrote them.
      object: { kind, id, ...(version > 0 && { version }), ...(part !== '' && { part }) },
      ...(reason !== '' && { reason: JSON.parse(reason) as TimelineEntry['reason'] & object }), // `as`: the same.
    };
  }
}
