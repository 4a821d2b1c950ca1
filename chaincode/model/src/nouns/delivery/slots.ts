import { hashBytes } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import { deliveryKeys } from './keys';

/** The number of slots that one opening tries. */
export const probeLimit = 32;

/** The result of a probe: a free slot, if one was found, and the number of slots tried. */
export interface Probe {
  readonly free?: number;
  readonly tried: number;
}

/** Returns the slot to start from: the hint, else 1 + SHA-256(transaction id) mod n, so that simultaneous openings try different keys. */
export function getFirstSlot(count: number, txId: string, hint?: number): number {
  if (hint !== undefined && hint <= count) return hint;
  return 1 + Number(BigInt(`0x${hashBytes(txId).value}`) % BigInt(count));
}

/** The authorisation whose slots are taken. */
interface SlotOwner {
  readonly id: string;
  readonly buyerMspId: string;
}

/**
 * Tries the slots of an authorisation in a ring: none exists before it is taken, and no key is hot. One is taken as long as its copy or its
 * anchor is there, so neither the buyer's organisation alone nor others without it can free it.
 */
export async function probeSlots(reader: Reader, { id, buyerMspId }: SlotOwner, count: number, first: number): Promise<Probe> {
  const tries = Math.min(count, probeLimit);
  for (let step = 0; step < tries; step += 1) {
    const number = 1 + ((first - 1 + step) % count);
    const key = deliveryKeys.slot(id, number);
    if (!(await reader.isStored(key)) && !(await reader.hasAnchor(buyerMspId, key))) return { free: number, tried: step + 1 };
  }
  return { tried: tries };
}
