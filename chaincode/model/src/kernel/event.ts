import { toCanonicalJson } from './canonical-json';
import type { ExchangeEvent } from './transaction';

/** The name of Fabric’s one event of a transaction. */
export const eventName = 'databund.v1';

/** The payload of a transaction’s event: what happened, ids only. */
export function encodeEvent(events: readonly ExchangeEvent[]): string {
  return toCanonicalJson(events);
}
