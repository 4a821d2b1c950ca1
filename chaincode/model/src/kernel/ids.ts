import { sha256 } from '@noble/hashes/sha2';
import { encodeUtf8 } from './bytes';
import type { IdKind } from './forms';

/** Crockford's base 32 in lower case. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes an id from the first 130 bits of at least 17 bytes: random ones, or a digest. */
export function makeIdFromBytes(kind: IdKind, bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 136 bits to 130
  let text = '';
  for (let at = 125n; at >= 0n; at -= 5n) text += alphabet.charAt(Number((bits >> at) & 31n));
  return `${kind}-${text}`;
}

/** Makes the id of an imported listing. The same record of the same source by the same provider gets the same id. */
export function makeImportId(provider: string, source: string, identifier: string): string {
  return makeIdFromBytes('lst', sha256(encodeUtf8(`${provider}\n${source}\n${identifier}`)));
}

/** Makes the public number of an object: `<year>-<first 12 characters of the id>`. */
export function numberOf(id: string, at: string): string {
  return `${at.slice(0, 4)}-${id.slice(4, 16)}`;
}
