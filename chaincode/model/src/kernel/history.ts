import { Type, type Static } from '@sinclair/typebox';
import { Closed } from './forms';
import { ExchangeError } from './exchange-error';
import type { Key } from './key';
import { Change } from './record';
import type { Ledger } from './reader';

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

/**
 * Reads the changes of an object's keys and merges them by time. Changes at the same time keep the order of the keys.
 * @throws HISTORY_INCOMPLETE if the peer's history of a key does not run from revision 1 to that of its record
 */
export async function readHistory(ledger: Ledger, keys: readonly Key[]): Promise<History> {
  const entries: HistoryEntry[] = [];
  for (const key of keys) {
    const changes = await ledger.readHistory(key);
    const revision = (await ledger.find(key))?.change.revision ?? 0;
    if (changes.length < revision || changes.some((change, index) => change.revision !== index + 1))
      throw new ExchangeError('HISTORY_INCOMPLETE');
    const of = recordNameOf(key);
    entries.push(...changes.map((change) => ({ of, ...change })));
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
