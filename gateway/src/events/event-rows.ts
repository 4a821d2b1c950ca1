import { kindsByEvent, type StreamedEvent } from '@databund/client';
import type { ExchangeEvent } from '@databund/model';
import { getNumber, getText, type ReadStore, type Row } from '../read-model/read-store';
import { endBlock, formatPlace, type EventPlace } from './event-place';

/** An event, and who sent its transaction. */
export interface LedgerEvent {
  readonly event: StreamedEvent;
  readonly actor: string;
}

/** Events in the order of the ledger, and the place after which the next page begins. */
export interface EventPage {
  readonly events: readonly LedgerEvent[];
  readonly next: EventPlace;
  /** True if no block below the height has more. */
  readonly isLast: boolean;
}

/** A part of the ledger: what follows a place, below a height. */
export interface EventRange {
  readonly channel: string;
  readonly after: EventPlace;
  readonly height: number;
}

/** Transactions that are read at once. */
const pageRows = 100;
const columns = 'block, position, id, time, actor, event';

/** Reads the events of the next valid transactions. */
export async function readEvents(store: ReadStore, { channel, after, height }: EventRange): Promise<EventPage> {
  const rows = await store.query(
    `select ${columns} from tx where (block, position) >= (?, ?) and block < ? and flag = 0 and event <> '' order by block, position limit ?`,
    after.block,
    after.transaction,
    height,
    pageRows,
  );
  const events = rows.flatMap((row) => {
    const isBegun = getNumber(row, 'block') === after.block && getNumber(row, 'position') === after.transaction;
    return describeRow(channel, row, isBegun ? after.index + 1 : 0);
  });
  const lastRow = rows.at(-1);
  const isLast = !lastRow || rows.length < pageRows;
  // Rows that are made again do not reach the place yet.
  const end = after.block < height ? endBlock(height - 1) : after;
  return { events, isLast, next: isLast ? end : endRow(lastRow) };
}

/** Counts the events of a transaction; 0 for one that does not exist or is not valid. */
export async function countEvents(store: ReadStore, { block, transaction }: EventPlace): Promise<number> {
  const [row] = await store.query('select event from tx where block = ? and position = ? and flag = 0', block, transaction);
  return row ? parseEvents(getText(row, 'event')).length : 0;
}

function endRow(row: Row): EventPlace {
  return { block: getNumber(row, 'block'), transaction: getNumber(row, 'position'), index: Number.MAX_SAFE_INTEGER };
}

function describeRow(channel: string, row: Row, first: number): readonly LedgerEvent[] {
  const [block, transaction] = [getNumber(row, 'block'), getNumber(row, 'position')];
  const shared = { block, transactionId: getText(row, 'id'), time: getText(row, 'time') };
  return parseEvents(getText(row, 'event')).flatMap(({ type, ...ids }, index) => {
    const kind = kindsByEvent.get(type);
    const id = formatPlace(channel, { block, transaction, index });
    return kind && index >= first ? [{ event: { id, type, kind, ids, ...shared }, actor: getText(row, 'actor') }] : [];
  });
}

function parseEvents(text: string): readonly ExchangeEvent[] {
  return text === '' ? [] : (JSON.parse(text) as readonly ExchangeEvent[]); // `as`: the exchange's chaincode wrote it, by its rules.
}
