import type { Reader } from '../../kernel/reader';
import { exchangeKeys } from '../exchange/keys';
import { disputeKeys } from './keys';

/** Returns whether an arbiter's organisation ruled once more than the copy of a dispute shows: then two others wrote an older copy. */
export async function isBehindRuling(reader: Reader, id: string, rulings: number): Promise<boolean> {
  const exchange = await reader.find(exchangeKeys.exchange());
  for (const { mspId, roles, former = [] } of exchange?.organisations ?? []) {
    const mayRule = roles.includes('arbiter') || former.some(({ role }) => role === 'arbiter');
    if (mayRule && (await reader.hasAnchor(mspId, disputeKeys.dispute(id), { action: 'rule', round: rulings + 1 }))) return true;
  }
  return false;
}
