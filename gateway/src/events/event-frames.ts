import type { EventReset, StreamedEvent } from '@databund/client';
import { formatPlace, isBlockEnd, type EventPlace } from './event-place';

/** Writes an event as a message of a stream. JSON has no line breaks of its own, so its data are one line. */
export function formatEvent(event: StreamedEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Writes that the stream goes on from the oldest block. */
export function formatReset(reset: EventReset): string {
  return `id: ${reset.id}\nevent: ${reset.kind}\ndata: ${JSON.stringify(reset)}\n\n`;
}

/** Writes a comment that keeps a connection alive, and after a whole block its id, so that a reader need not hear of it again. */
export function formatHeartbeat(channel: string, place: EventPlace): string {
  return isBlockEnd(place) ? `:\nid: ${formatPlace(channel, place)}\n\n` : ':\n\n';
}
