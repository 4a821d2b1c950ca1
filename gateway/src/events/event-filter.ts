import type { EventsQuery, StreamedEvent } from '@databund/client';

/** Tells whether an event has one of the values of each filter. */
export function isWanted({ kind, id, event }: EventsQuery, { kind: about, type, ids }: StreamedEvent): boolean {
  const isOfKind = kind?.includes(about) ?? true;
  const isOfType = event?.includes(type) ?? true;
  return isOfKind && isOfType && (id?.some((each) => Object.values(ids).includes(each)) ?? true);
}
