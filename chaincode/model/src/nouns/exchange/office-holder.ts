import type { Reader } from '../../kernel/reader';
import type { Parties } from '../../kernel/voice';
import { exchangeKeys } from './keys';

/** Returns an organisation as the owner of what it says in a slot, if it holds or held the office of the slot. */
export async function readOfficeHolder(reader: Reader, mspId: string, slot: string | undefined): Promise<Parties> {
  const exchange = await reader.find(exchangeKeys.exchange());
  const office = exchange?.organisations.find((each) => each.mspId === mspId);
  const mayHold = [...(office?.roles ?? []), ...(office?.former ?? []).map(({ role }) => role)].some((role) => role === slot);
  return mayHold ? { owner: mspId } : {};
}
