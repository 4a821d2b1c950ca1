import { toCanonicalJson } from './canonical-json';
import type { Happening } from './transaction';

/** The name of Fabric’s one event of a transaction. */
export const eventName = 'databund.v1';

/** The payload of a transaction’s event: what happened, ids only. */
export function encodeEvent(happenings: readonly Happening[]): string {
  return toCanonicalJson(happenings);
}
