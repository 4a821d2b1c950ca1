import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError } from './exchange-error';
import { Closed, PageOf, type Page } from './forms';
import type { Key } from './key';
import { decodeCursor, encodeCursor, getPageSize, type PageRequest } from './page';
import { Change } from './record';
import type { Ledger } from './reader';
import { listSaid } from './trail';

/** One change of one of an object's records. */
export const HistoryEntry = Closed({
  of: Type.String({
    description: 'Which record changed: the `head`, or another one such as `stance/operator`, `price/buyer` or `clearing`.',
  }),
  ...Change.properties,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
/** A page of the changes of an object's records, first to last. */
export const History = PageOf(HistoryEntry);

/** One record of an object: its name in entries, and its changes that were not shown yet. */
interface Track {
  readonly of: string;
  readonly changes: readonly Change[];
  /** The number of changes on this page. */
  taken: number;
}

/**
 * Reads a page of the changes of an object's keys, merged by time, and by the order of the keys at the same time. The first key is the
 * object's head. @throws CURSOR_INVALID
 */
export async function readHistory(ledger: Ledger, keys: readonly Key[], request: PageRequest): Promise<Page<HistoryEntry>> {
  const most = await getPageSize(ledger, request);
  const shown = readShown(keys, request.cursor);
  const tracks: Track[] = [];
  for (const [index, key] of keys.entries()) {
    const record = await ledger.find(key);
    const changes = record ? listSaid(record).map(({ change }) => change) : [];
    tracks.push({ of: recordNameOf(key), changes: changes.filter(({ revision }) => revision > (shown[index] ?? 0)), taken: 0 });
  }
  const items: HistoryEntry[] = [];
  for (let entry = takeEarliest(tracks); entry; entry = items.length < most ? takeEarliest(tracks) : undefined) items.push(entry);
  const isMore = tracks.some(({ changes, taken }) => taken < changes.length);
  return { items, ...(isMore && { next: writeShown(keys, tracks, shown) }) };
}

/** Takes the earliest change of all records; of several at the same time the one of the first record. */
function takeEarliest(tracks: readonly Track[]): HistoryEntry | undefined {
  const heads = tracks.flatMap((track) => {
    const change = track.changes[track.taken];
    return change ? [{ track, change }] : [];
  });
  const [first, ...others] = heads;
  if (!first) return undefined;
  const { track, change } = others.reduce((one, other) => (other.change.at < one.change.at ? other : one), first);
  track.taken += 1;
  return { of: track.of, ...change };
}

/** Writes up to which revision each record was shown, so that no change is lost or shown twice if others are added in between. */
function writeShown(keys: readonly Key[], tracks: readonly Track[], before: readonly number[]): string {
  const shown = tracks.map(({ changes, taken }, index) => changes[taken - 1]?.revision ?? before[index] ?? 0);
  return encodeCursor({ type: 'history', parts: [...nameHead(keys), ...shown.map(String)] });
}

/** Reads up to which revision each record was shown. A record that came later has nothing shown. @throws CURSOR_INVALID */
function readShown(keys: readonly Key[], cursor: string | undefined): readonly number[] {
  if (cursor === undefined) return [];
  const { type, parts } = decodeCursor(cursor);
  const head = nameHead(keys);
  const shown = parts.slice(head.length);
  const isOfHead = type === 'history' && head.every((part, index) => parts[index] === part);
  if (!isOfHead || shown.length > keys.length || !shown.every((each) => /^\d{1,15}$/.test(each))) throw new ExchangeError('CURSOR_INVALID');
  return shown.map(Number);
}

function nameHead([head]: readonly Key[]): readonly string[] {
  return head ? [head.type, ...head.parts] : [];
}

/** The names of the records that an object has beside its head, by key type. */
const namesByType: Readonly<Record<string, (key: Key) => string>> = {
  stance: ({ parts: [, , slot = ''] }) => `stance/${slot}`,
  price: ({ parts: [, side = ''] }) => `price/${side}`,
  clearing: () => 'clearing',
};

function recordNameOf(key: Key): string {
  return namesByType[key.type]?.(key) ?? 'head';
}
