import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createInputError } from '../http/validation';

/** A key under which a request is done once, in the scope of its caller and its path. */
export interface ScopedKey {
  readonly caller: string;
  readonly path: string;
  readonly key: string;
}

/** A string of RFC 8941, as draft-ietf-httpapi-idempotency-key-header-08 asks for, or the same without quotes. */
const form = /^(?:"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"|([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,255}))$/;
const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const idLength = 26;

/** Reads the header `Idempotency-Key`; `undefined` without one. @throws INPUT_INVALID */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const [, quoted, bare] = (typeof header === 'string' && form.exec(header)) || [];
  const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
  if (key !== undefined && key.length <= 255) return key;
  const reason = 'is no string of 1 to 255 printable ASCII characters in double quotes';
  throw createInputError('', `Idempotency-Key ${reason}`);
}

/** Returns the SHA-256 of a scoped key. */
export function hashKey({ caller, path, key }: ScopedKey): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([caller, path, key]))
    .digest();
}

/** Makes the id of a new object from a scoped key: the first 129 bits of its SHA-256, so that each attempt names the same object. */
export function makeId(prefix: string, scoped: ScopedKey): string {
  let rest = BigInt(`0x${hashKey(scoped).toString('hex')}`) >> 127n; // An id that begins with z is derived otherwise.
  let text = '';
  for (let count = 0; count < idLength; count += 1) {
    text = `${digits[Number(rest & 31n)] ?? ''}${text}`;
    rest >>= 5n;
  }
  return `${prefix}-${text}`;
}
