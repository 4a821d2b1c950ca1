import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { EventsQuery } from '@databund/client';
import type { ReadModel } from '../read-model/read-model';
import { isWanted } from './event-filter';
import { formatEvent, formatHeartbeat } from './event-frames';
import type { EventPlace } from './event-place';
import { readEvents } from './event-rows';
import type { EventSight } from './event-sight';
import type { EventWriter } from './event-writer';

/** One stream: where it begins, what passes, and who reads it. */
export interface EventStream {
  readonly model: ReadModel;
  readonly channel: string;
  readonly after: EventPlace;
  readonly query: EventsQuery;
  readonly writer: EventWriter;
  readonly signal: AbortSignal;
  /** Decides again who the reader is. @throws ExchangeError if it may not read any more */
  readonly admit: () => Promise<EventSight>;
}

/** A reader hears something at least so often. */
export const heartbeatMs = 15_000;

/** Sends events in the order of the ledger, as far as the reader may see them, until the stream ends. @throws ExchangeError as `admit` */
export async function sendEvents({ model, channel, after, query, writer, signal, admit }: EventStream): Promise<void> {
  let place = after;
  await writer.send(formatHeartbeat(channel, place));
  while (!signal.aborted) {
    const sight = await admit();
    const page = await readEvents(model.store, { channel, after: place, height: sight.height });
    for (const each of page.events)
      if (isWanted(query, each.event) && (await sight.canSee(each))) await writer.send(formatEvent(each.event));
    place = page.next;
    if (writer.silentMs >= heartbeatMs) await writer.send(formatHeartbeat(channel, place));
    if (page.isLast) await model.waitFor(sight.height + 1, Math.max(heartbeatMs - writer.silentMs, 0), signal);
    else await letOthersRun();
  }
}
