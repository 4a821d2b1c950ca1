import { createHash } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import { toCanonicalJson } from './canonical-json';

/** A digest with its algorithm beside it, so that the algorithm can change. */
export const Hash = Type.Object(
  { alg: Type.Literal('sha-256'), value: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
  { additionalProperties: false, description: 'A digest in lower-case hex, with its algorithm.' },
);
export type Hash = Static<typeof Hash>;

/** SHA-256 of bytes, or of a text in UTF-8. */
export function hashBytes(bytes: Uint8Array | string): Hash {
  return { alg: 'sha-256', value: createHash('sha256').update(bytes).digest('hex') };
}

/** SHA-256 of the canonical JSON (RFC 8785) of a value. */
export function hashJson(value: unknown): Hash {
  return hashBytes(toCanonicalJson(value));
}

/** Says whether two digests are the same one. */
export function isSameHash(a: Hash | undefined, b: Hash | undefined): boolean {
  return a !== undefined && b !== undefined && a.value === b.value;
}
