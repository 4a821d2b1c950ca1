import { toCanonicalJson } from './canonical-json';
import type { ExchangeEvent } from './declare';

/** The name of the one Fabric event that a transaction sets. */
export const eventName = 'databund.v1';

/** Encodes the payload of a transaction's Fabric event: its exchange events, ids only, as canonical JSON. */
export function encodeEvent(events: readonly ExchangeEvent[]): string {
  return toCanonicalJson(events);
}
