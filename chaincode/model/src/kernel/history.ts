import { Type, type Static } from '@sinclair/typebox';
import { Closed } from './forms';
import { ExchangeError } from './exchange-error';
import type { Key } from './keys';
import { Change } from './record';
import type { Ledger } from './reader';

/** One change of one of an object’s records. */
export const HistoryEntry = Closed({
  of: Type.String({ description: 'Which record changed: the `head`, or one beside it, as `stance/operator`, `price/buyer`, `clearing`.' }),
  ...Change.properties,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
/** The changes of an object’s records, first to last. */
export const History = Type.Array(HistoryEntry);
export type History = readonly HistoryEntry[];

/**
 * The changes of an object’s keys, merged. An object’s times never decrease in commit order, since each change reads its
 * head and stances and takes the latest of their times; changes of equal time keep the order of the keys.
 * @throws HISTORY_INCOMPLETE where the peer’s history of a key does not go from revision 1 to that of its record
 */
export async function readHistory(ledger: Ledger, keys: readonly Key[]): Promise<History> {
  const entries: HistoryEntry[] = [];
  for (const key of keys) {
    const ofKey = await ledger.history(key);
    const revision = (await ledger.find(key))?.change.revision ?? 0;
    if (ofKey.length < revision || ofKey.some((change, index) => change.revision !== index + 1))
      throw new ExchangeError('HISTORY_INCOMPLETE');
    const of = recordNameOf(key);
    entries.push(...ofKey.map((change) => ({ of, ...change })));
  }
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The records that an object has beside its head, by what tells those of one type apart. */
const besideHead: Readonly<Record<string, (key: Key) => string>> = {
  stance: ({ parts: [, , slot = ''] }) => `stance/${slot}`,
  price: ({ parts: [, side = ''] }) => `price/${side}`,
  clearing: () => 'clearing',
};

function recordNameOf(key: Key): string {
  return besideHead[key.type]?.(key) ?? 'head';
}
