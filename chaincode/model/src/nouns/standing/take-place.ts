import type { CallContext, Put } from '../../kernel/declare';
import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import { getFirstSlot } from '../delivery/slots';
import { isPlaceTaken } from '../quota/is-place-taken';
import { standingKeys } from './keys';
import type { StandingApproval, StandingUseRecord } from './records';

/** The place that a request takes under a standing approval with a limit; no key if the buyer has taken all. */
export interface StandingPlace {
  readonly standing: string;
  readonly key: Key<StandingUseRecord> | undefined;
}

/** Finds a free place of the caller under a standing approval; nothing if it has no limit. The place to try first is derived from the transaction id, so that no key is hot. */
export async function findStandingPlace(
  reader: Reader,
  { id, limitPerBuyer: limit }: Pick<StandingApproval, 'id' | 'limitPerBuyer'>,
  { caller, txId }: Pick<CallContext, 'caller' | 'txId'>,
): Promise<readonly StandingPlace[]> {
  if (limit === undefined) return [];
  const first = getFirstSlot(limit, txId);
  for (let step = 0; step < limit; step += 1) {
    const key = standingKeys.standingUse(id, caller.participantId, 1 + ((first - 1 + step) % limit));
    if (await isPlaceTaken(reader, key, caller.mspId)) continue;
    await reader.find(key); // Reads the key that is written, even if others have put something there in the buyer's name.
    return [{ standing: id, key }];
  }
  return [{ standing: id, key: undefined }];
}

/** Takes the places that a request found. */
export function putStandingPlaces(
  places: readonly StandingPlace[],
  { id: authorisation, buyer }: { readonly id: string; readonly buyer: string },
): readonly Put[] {
  return places.flatMap(({ key }) => (key ? [{ key, action: 'take', value: { buyer, authorisation, state: 'TAKEN' as const } }] : []));
}
