import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import { exchangeKeys } from '../exchange/keys';

/**
 * Returns whether a participant of an organisation took a place, by the anchor that is sealed with the operator. Statements of the
 * operator's organisation about itself have no such seal; there the public copy counts too, which nobody writes without another organisation.
 */
export async function isPlaceTaken(reader: Reader, key: Key, mspId: string): Promise<boolean> {
  if (await reader.hasAnchor(mspId, key, { action: 'take', round: 1 })) return true;
  const exchange = await reader.find(exchangeKeys.exchange());
  return exchange?.operatorMspId === mspId && (await reader.isStored(key));
}
