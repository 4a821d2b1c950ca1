import type { Reader } from '../../kernel/reader';
import type { Parties } from '../../kernel/voice';
import { participantKeys } from './keys';

/** Returns the organisation under which a participant is registered, as the party that speaks for itself. */
export async function nameSelf(reader: Reader, participant: string): Promise<Parties> {
  const registered = await reader.find(participantKeys.participant(participant));
  return registered ? { self: registered.mspId } : {};
}
