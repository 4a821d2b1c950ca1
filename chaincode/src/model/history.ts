import { Refusal } from './refusal';
import type { Key } from './keys';
import type { Change } from './record';
import type { Ledger } from './reader';

/**
 * The changes of an object’s keys, merged. An object’s times never decrease in commit order, since each change reads its
 * head and stances and takes the latest of their times; changes of equal time keep the order of the keys.
 * @throws HISTORY_INCOMPLETE where the peer’s history of a key does not go from revision 1 to that of its record
 */
export async function readHistory(ledger: Ledger, keys: readonly Key[]): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const key of keys) {
    const ofKey = await ledger.history(key);
    const revision = (await ledger.find(key))?.change.revision ?? 0;
    if (ofKey.length < revision || ofKey.some((change, index) => change.revision !== index + 1)) throw new Refusal('HISTORY_INCOMPLETE');
    changes.push(...ofKey);
  }
  return changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
