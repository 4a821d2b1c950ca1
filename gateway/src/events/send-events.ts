import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { EventsQuery } from '@databund/client';
import type { ReadModel } from '../read-model/read-model';
import { isWanted } from './event-filter';
import { formatEvent, formatHeartbeat } from './event-frames';
import type { EventPlace } from './event-place';
import { readEvents, type LedgerEvent } from './event-rows';
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

/** A reader that takes longer to read a page is admitted again. */
const recheckMs = 1_000;
/** A reader hears something at least so often. */
export const heartbeatMs = 15_000;

/** Sends events in the order of the ledger, as far as the reader may see them, until the stream ends. @throws ExchangeError as `admit` */
export async function sendEvents({ model, channel, after, query, writer, signal, admit }: EventStream): Promise<void> {
  let place = after;
  await writer.send(formatHeartbeat(channel, place));
  while (!signal.aborted) {
    const sight = await admit();
    const { height } = sight;
    const page = await readEvents(model.store, { channel, after: place, height });
    await sendPage(
      page.events.filter(({ event }) => isWanted(query, event)),
      { writer, admit, sight },
    );
    place = page.next;
    if (writer.silentMs >= heartbeatMs) await writer.send(formatHeartbeat(channel, place));
    if (page.isLast) await model.waitFor(height + 1, Math.max(heartbeatMs - writer.silentMs, 0), signal);
    else await letOthersRun();
  }
}

interface Reader extends Pick<EventStream, 'writer' | 'admit'> {
  readonly sight: EventSight;
}

/** Sends what the reader may see. One that is slow is admitted again, because its rights may have changed. */
async function sendPage(events: readonly LedgerEvent[], { writer, admit, ...reader }: Reader): Promise<void> {
  let [sight, admittedMs] = [reader.sight, performance.now()];
  for (const each of events) {
    if (performance.now() - admittedMs > recheckMs) [sight, admittedMs] = [await admit(), performance.now()];
    if (await sight.canSee(each)) await writer.send(formatEvent(each.event));
  }
}
