import type { HistoryKind } from '@databund/client';
import { keys, type AuthorisationRecord, type DeliveryRecord, type DisputeRecord, type TradeRecord } from '@databund/model';
import type { HeightStore } from '../height-store';
import { getNumber, getText, type ReadStore, type Row, type Value } from '../read-store';
import { nameBelow, nameVersion, type LinkedObject } from './linked-record';

/** The place of a row in every timeline. */
export interface TracePlace extends Omit<LinkedObject, 'kind'> {
  readonly block: number;
  readonly position: number;
  readonly kind: string;
}

/** A transaction that changed an object. */
export interface TraceRow extends TracePlace {
  readonly kind: HistoryKind;
  /** The reason as JSON, or nothing. */
  readonly reason: string;
}

const chunkRows = 64;
const selectRows = `select block, position, kind, id, version, part, reason from trace
  where subject = ? and block < ? and (block, position, kind, id, version, part) > (?, ?, ?, ?, ?, ?)
  order by block, position, kind, id, version, part limit ?`;

/** Yields the rows of several subjects after a place in one order, up to a height. Reads no more of them than are taken, and one chunk. */
export async function* listRows(
  store: ReadStore,
  subjects: readonly string[],
  { height, after }: { readonly height: number; readonly after: TracePlace | undefined },
): AsyncGenerator<TraceRow> {
  let place: TracePlace = after ?? { block: -1, position: 0, kind: '', id: '', version: 0, part: '' };
  for (;;) {
    const bounds: readonly Value[] = [height, place.block, place.position, place.kind, place.id, place.version, place.part, chunkRows];
    const found = await Promise.all(subjects.map((subject) => store.query(selectRows, subject, ...bounds)));
    const rows = found.flat().map(readRow).sort(comparePlaces).slice(0, chunkRows);
    for (const [index, row] of rows.entries()) if (index === 0 || comparePlaces(rows[index - 1] ?? row, row) !== 0) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < chunkRows) return;
    place = last;
  }
}

function readRow(row: Row): TraceRow {
  return {
    block: getNumber(row, 'block'),
    position: getNumber(row, 'position'),
    kind: getText(row, 'kind') as HistoryKind, // `as`: the gateway wrote it.
    id: getText(row, 'id'),
    version: getNumber(row, 'version'),
    part: getText(row, 'part'),
    reason: getText(row, 'reason'),
  };
}

function comparePlaces(one: TracePlace, other: TracePlace): number {
  const byNumber = one.block - other.block || one.position - other.position;
  return (
    byNumber || compare(one.kind, other.kind) || compare(one.id, other.id) || one.version - other.version || compare(one.part, other.part)
  );
}

/** Compares texts as SQLite does: by their bytes, which are ASCII in all but designations. */
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

type ListSubjects = (id: string, store: HeightStore) => Promise<readonly string[]> | readonly string[];

const listWithBelow: ListSubjects = (id) => [id, nameBelow(id)];

/** The subjects of a timeline by the kind of its object: the object, what was made from it, and what it was made from. */
const subjectsOf: Readonly<Record<HistoryKind, ListSubjects>> = {
  listing: listWithBelow,
  resource: listWithBelow,
  mandate: listWithBelow,
  standing: listWithBelow,
  participant: listWithBelow,
  authorisation: async (id, store) => [id, nameBelow(id), ...(await listOffered(id, store))],
  trade: async (id, store) => {
    const trade = await store.find<TradeRecord>(keys.trade(id));
    return [id, nameBelow(id), ...(trade ? await listAuthorised(trade.authorisation, store) : [])];
  },
  delivery: async (id, store) => {
    const delivery = await store.find<DeliveryRecord>(keys.delivery(id));
    return delivery ? [id, delivery.trade, ...(await listAuthorised(delivery.authorisation, store))] : [id];
  },
  dispute: async (id, store) => {
    const dispute = await store.find<DisputeRecord>(keys.dispute(id));
    return dispute ? subjectsOf.trade(dispute.trade, store) : [id];
  },
};

async function listAuthorised(authorisation: string, store: HeightStore): Promise<readonly string[]> {
  return [authorisation, ...(await listOffered(authorisation, store))];
}

async function listOffered(authorisation: string, store: HeightStore): Promise<readonly string[]> {
  const record = await store.find<AuthorisationRecord>(keys.authorisation(authorisation));
  if (!record) return [];
  return [nameVersion(record.listing, record.version), nameVersion(record.listing), ...Object.values(record.standing ?? {})];
}

/** Lists the subjects of an object's timeline. */
export async function listSubjects(kind: HistoryKind, id: string, store: HeightStore): Promise<readonly string[]> {
  return subjectsOf[kind](id, store);
}
