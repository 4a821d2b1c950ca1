import { sha256 } from '@noble/hashes/sha2';
import { encodeUtf8 } from './bytes';
import type { IdKind } from './forms';
import { hashBytes, type Hash } from './hash';

/** Crockford's base 32 in lower case. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The first character of a derived id. No random id has it, so nobody else can create an object under a derived one. */
const derivedMark = 'z';

/** Makes an id from the first 130 bits of at least 17 bytes. */
export function makeIdFromBytes(kind: IdKind, bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 136 bits to 130
  let text = '';
  for (let at = 125n; at >= 0n; at -= 5n) text += alphabet.charAt(Number((bits >> at) & 31n));
  return `${kind}-${text}`;
}

/** Makes an id from at least 17 random bytes. It cannot be a derived one. */
export function makeRandomId(kind: IdKind, bytes: Uint8Array): string {
  const [first = 0, ...others] = bytes;
  return makeIdFromBytes(kind, Uint8Array.of(first & 0x7f, ...others));
}

/** Hashes what a listing was made from: the source and the identifier of its record. */
export function hashOrigin(source: string, identifier: string): Hash {
  return hashBytes(`${source}\n${identifier}`);
}

/** Derives the id of a listing from its provider and its origin: the same record of the same source by the same provider gets the same id. */
export function deriveListingId(provider: string, origin: Hash): string {
  const id = makeIdFromBytes('lst', sha256(encodeUtf8(`${provider}\n${origin.value}`)));
  return `lst-${derivedMark}${id.slice('lst-'.length + 1)}`;
}

/** Makes the id of an imported listing. */
export function makeImportId(provider: string, source: string, identifier: string): string {
  return deriveListingId(provider, hashOrigin(source, identifier));
}

/** Returns whether an id is one that is derived. */
export function isDerivedId(id: string): boolean {
  return id.slice(id.indexOf('-') + 1).startsWith(derivedMark);
}

/** Makes the public number of an object: `<year>-<first 12 characters of the id>`. */
export function numberOf(id: string, at: string): string {
  return `${at.slice(0, 4)}-${id.slice(4, 16)}`;
}
