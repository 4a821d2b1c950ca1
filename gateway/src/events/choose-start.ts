import type { EventReset } from '@databund/client';
import { ExchangeError } from '@databund/model';
import type { BlockFollower } from '../read-model/follow-blocks';
import type { ReadModel } from '../read-model/read-model';
import { endBlock, formatPlace, isBlockEnd, parsePlace, type EventPlace } from './event-place';
import { countEvents } from './event-rows';

/** The place after which a stream begins, and what is said first if the reader asked for another one. */
export interface Start {
  readonly after: EventPlace;
  readonly reset?: EventReset;
}

/** A read model, and what brings it its blocks. */
export interface Source {
  readonly model: ReadModel;
  readonly follower: Pick<BlockFollower, 'progress'> | undefined;
}

/** A gateway that is a moment behind knows an id soon. */
const waitMs = 2_000;

/** Begins after an id, or with the next block. A gateway that reads the blocks again knows the id later. @throws READ_MODEL_BEHIND */
export async function chooseStart({ model, follower }: Source, channel: string, id: string | undefined): Promise<Start> {
  if (id === undefined) return { after: endBlock(model.height - 1) };
  const place = parsePlace(channel, id);
  if (!place) return resetTo(channel, model.height);
  const wanted = place.block + 1;
  const isRead = await model.waitFor(wanted, waitMs);
  if (!isRead && (follower?.progress.ledgerHeight ?? 0) >= wanted)
    throw new ExchangeError('READ_MODEL_BEHIND', { height: model.height, wanted });
  const isKnown = isRead && (isBlockEnd(place) || place.index < (await countEvents(model.store, place)));
  return isKnown ? { after: place } : resetTo(channel, model.height);
}

/** Goes on after block 0, which founds the channel and has no events. */
function resetTo(channel: string, height: number): Start {
  const after = endBlock(0);
  return { after, reset: { id: formatPlace(channel, after), kind: 'reset', oldest: 0, newest: height - 1 } };
}
