import { Type, type Static } from '@sinclair/typebox';
import { Closed } from './forms';
import type { Key } from './key';
import { Change } from './record';
import type { Reader } from './reader';
import { listSaid } from './trail';

/** One change of one of an object's records. */
export const HistoryEntry = Closed({
  of: Type.String({
    description: 'Which record changed: the `head`, or another one such as `stance/operator`, `price/buyer` or `clearing`.',
  }),
  ...Change.properties,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
/** The changes of an object's records, first to last. */
export const History = Type.Array(HistoryEntry);
export type History = readonly HistoryEntry[];

/** Reads the changes of an object's keys and merges them by time. Changes at the same time keep the order of the keys. */
export async function readHistory(reader: Reader, keys: readonly Key[]): Promise<History> {
  const entries: HistoryEntry[] = [];
  for (const key of keys) {
    const record = await reader.find(key);
    const of = recordNameOf(key);
    if (record) entries.push(...listSaid(record).map(({ change }) => ({ of, ...change })));
  }
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
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
