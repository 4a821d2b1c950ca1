import { hashBytes } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import type { Reader } from '../../kernel/reader';

/** How many keys one opening tries. */
export const probeLimit = 32;

/** What an opening found: a free slot, or none among those it tried. */
export interface Probe {
  readonly free?: number;
  readonly tried: number;
}

/** The slot to begin with: the hint, else 1 + SHA-256(transaction id) mod n, so that openings at the same time meet different keys. */
export function firstSlot(count: number, txId: string, hint?: number): number {
  if (hint !== undefined && hint <= count) return hint;
  return 1 + Number(BigInt(`0x${hashBytes(txId).value}`) % BigInt(count));
}

/** Goes round the ring of slots from the first; nothing is minted beforehand, and no key is hot. */
export async function probeSlots(reader: Reader, authorisation: string, count: number, first: number): Promise<Probe> {
  const tries = Math.min(count, probeLimit);
  for (let step = 0; step < tries; step += 1) {
    const k = 1 + ((first - 1 + step) % count);
    if ((await reader.find(keys.slot(authorisation, k))) === undefined) return { free: k, tried: step + 1 };
  }
  return { tried: tries };
}
