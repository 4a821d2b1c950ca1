import { createHash } from 'node:crypto';

/** SHA-256 over the parts as if they were one. */
export function computeSha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Fabric's order of strings: by their UTF-8 bytes. JavaScript's own compares UTF-16 units and differs beyond U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  return isPlain(a) && isPlain(b) ? compareUnits(a, b) : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A copy of the map's entries in Fabric's order of keys. */
export function sortEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => compareUtf8(a, b));
}

/** Below the surrogates UTF-16 units and UTF-8 bytes order alike. */
function isPlain(text: string): boolean {
  return !/[\ud800-\uffff]/.test(text);
}

function compareUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
