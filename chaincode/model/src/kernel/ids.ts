import { createHash } from 'node:crypto';
import type { IdKind } from './forms';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford’s, lower case

/** Makes an id of the first 130 bits of at least 17 bytes: random ones, or a digest. */
export function idOfBytes(kind: IdKind, bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 136 bits to 130
  let text = '';
  for (let at = 125n; at >= 0n; at -= 5n) text += alphabet.charAt(Number((bits >> at) & 31n));
  return `${kind}-${text}`;
}

/** The id of an imported listing: the same record of the same source by the same provider is the same listing. */
export function idOfImport(provider: string, source: string, identifier: string): string {
  return idOfBytes('lst', createHash('sha256').update(`${provider}\n${source}\n${identifier}`).digest());
}

/** The number by which an object is known outside: `<year>-<first 12 of the id>`. */
export function numberOf(id: string, at: string): string {
  return `${at.slice(0, 4)}-${id.slice(4, 16)}`;
}
