import type { EventReset } from '@databund/client';
import type { ReadModel } from '../read-model/read-model';
import { endBlock, formatPlace, isBlockEnd, parsePlace, type EventPlace } from './event-place';
import { countEvents } from './event-rows';

/** The place after which a stream begins, and what is said first if the reader asked for another one. */
export interface Start {
  readonly after: EventPlace;
  readonly reset?: EventReset;
}

/** A gateway that is a moment behind knows an id soon. */
const waitMs = 2_000;

/** Begins after an id, or with the next block. */
export async function chooseStart(model: ReadModel, channel: string, id: string | undefined): Promise<Start> {
  if (id === undefined) return { after: endBlock(model.height - 1) };
  const place = parsePlace(channel, id);
  if (!place) return resetTo(channel, model.height);
  const isRead = await model.waitFor(place.block + 1, waitMs);
  const isKnown = isRead && (isBlockEnd(place) || place.index < (await countEvents(model.store, place)));
  return isKnown ? { after: place } : resetTo(channel, model.height);
}

/** Goes on after block 0, which founds the channel and has no events. */
function resetTo(channel: string, height: number): Start {
  const after = endBlock(0);
  return { after, reset: { id: formatPlace(channel, after), kind: 'reset', oldest: 0, newest: height - 1 } };
}
