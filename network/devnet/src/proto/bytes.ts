import { createHash } from 'node:crypto';

/** Computes SHA-256 over the concatenated parts. */
export function computeSha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Compares strings by their UTF-8 bytes, as Fabric does. JavaScript compares UTF-16 units, which differs above U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  return isPlain(a) && isPlain(b) ? compareUnits(a, b) : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Returns the map's entries in Fabric's order of keys. */
export function sortEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => compareUtf8(a, b));
}

/** Returns whether UTF-16 units and UTF-8 bytes sort alike: there are no units from the surrogates upwards. */
function isPlain(text: string): boolean {
  return !/[\ud800-\uffff]/.test(text);
}

function compareUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
