import type { AuditedActor, AuditedTransaction } from '@databund/client';
import { charter, ExchangeError, keys, listErrors, Session, transactions } from '@databund/model';
import { nameFlag } from '@databund/ledger-verifier';
import { Type } from '@sinclair/typebox';
import { createInputError, isValid } from '../../http/validation';
import type { NamedActors } from '../named-actors';
import type { HeightMoment } from '../read-model';
import { getNumber, getText, type ReadStore, type Row } from '../read-store';
import type { PeriodPage, QuestionParts } from './question-parts';
import type { AskedPeriod } from './read-period';

const list = 'Actions';
const Place = Type.Object({ height: Type.Integer(), block: Type.Integer(), position: Type.Integer() });
const columns = 'tx.block, position, id, flag, type, tx.time, msp, actor, function, endorsers';

/** Reads a page of the transactions of a participant or of an organisation. @throws PARTICIPANT_NOT_FOUND, INPUT_INVALID, CURSOR_INVALID */
export async function listActions(id: string, asked: PeriodPage, { model, cursors, describeNames }: QuestionParts): Promise<AuditedActor> {
  const { period, limit, cursor } = asked;
  const filters = { id, ...period };
  const place = cursor === undefined ? undefined : openPlace(cursors.openText(list, filters, cursor));
  const moment = model.openNow(place?.height);
  const { height } = moment.store;
  const column = await chooseColumn(id, moment);
  const sql = `select ${columns} from tx where ${column} = ? and block >= ? and block < ? and (block, position) > (?, ?)
    order by block, position limit ?`;
  const [first, end] = await findBlocks(model.store, period, height);
  const after = [place?.block ?? -1, place?.position ?? -1] as const;
  const rows = await model.store.query(sql, id, Math.max(first, after[0]), end, ...after, limit + 1);
  const names = describeNames(moment);
  const items = await Promise.all(rows.slice(0, limit).map((row) => describeTransaction(row, names)));
  const last = rows.length > limit ? items.at(-1) : undefined;
  const next = last && cursors.sealText(list, filters, JSON.stringify({ height, block: last.block, position: last.position }));
  return { height, items, ...(next !== undefined && { next }) };
}

/** Returns the first block of a period, and the one after its last, below a height. */
async function findBlocks(store: ReadStore, { from, to }: AskedPeriod, height: number): Promise<readonly [first: number, end: number]> {
  const first = await findHeight(store, 'time < ?', from);
  return [first, to === undefined ? height : Math.min(await findHeight(store, 'time <= ?', to), height)];
}

/** Describes a transaction as its row has it; what could not be read of it is left out. */
export async function describeTransaction(row: Row, names: NamedActors): Promise<AuditedTransaction> {
  const [time, actor, organisation, called] = ['time', 'actor', 'msp', 'function'].map((name) => getText(row, name));
  return {
    ...(time && { time }),
    block: getNumber(row, 'block'),
    position: getNumber(row, 'position'),
    transactionId: getText(row, 'id'),
    flag: nameFlag(getNumber(row, 'flag')),
    kind: nameType(getNumber(row, 'type')),
    ...(called && { step: called.split(':').at(-1) ?? called }),
    ...(actor && { actor: await names.describe(actor) }),
    ...(organisation && { organisation }),
    endorsers: JSON.parse(getText(row, 'endorsers')) as string[], // `as`: the gateway wrote them.
  };
}

/** Names the types of envelopes (common.HeaderType). */
function nameType(type: number): string {
  return type === 3 ? 'transaction' : type === 1 ? 'configuration' : String(type);
}

/** Returns the number of blocks at a date; 0 without one. */
async function findHeight(store: ReadStore, condition: string, time: string | undefined): Promise<number> {
  if (time === undefined) return 0;
  const [row] = await store.query(`select coalesce(max(number), -1) + 1 as height from block where ${condition}`, time);
  return row ? getNumber(row, 'height') : 0;
}

/** Returns whether an id is a participant's or an organisation's. @throws PARTICIPANT_NOT_FOUND, INPUT_INVALID naming the organisations */
async function chooseColumn(id: string, { store, time }: HeightMoment): Promise<'actor' | 'msp'> {
  const session = new Session(store, charter, time);
  if (listErrors(transactions.GetParticipant.input, { id }).length === 0) {
    if (await session.find(keys.participant(id))) return 'actor';
    throw new ExchangeError('PARTICIPANT_NOT_FOUND');
  }
  const known = ((await session.find(keys.exchange()))?.organisations ?? []).map(({ mspId }) => mspId);
  if (known.includes(id)) return 'msp';
  const reason = `is neither a participant's id nor one of ${known.join(', ')}`;
  throw createInputError('/id', reason);
}

function openPlace(text: string): { readonly height: number; readonly block: number; readonly position: number } {
  const place: unknown = JSON.parse(text);
  if (isValid(Place, place)) return place;
  throw new ExchangeError('CURSOR_INVALID');
}
