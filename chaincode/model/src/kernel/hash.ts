import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { Type, type Static } from '@sinclair/typebox';
import { encodeUtf8 } from './bytes';
import { toCanonicalJson } from './canonical-json';

const toDigest = <A extends string>(alg: A, description: string) =>
  Type.Object({ alg: Type.Literal(alg), value: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, { additionalProperties: false, description });

/** A digest with its algorithm, so that the algorithm can change. */
export const Hash = toDigest('sha-256', 'A digest in lower-case hex, with its algorithm.');
export type Hash = Static<typeof Hash>;
/** The root of a Merkle tree over SHA-256 digests. */
export const TreeHash = toDigest(
  'sha-256-tree',
  'The root of a Merkle tree over SHA-256 digests (RFC 9162, section 2.1.1), in lower-case hex.',
);
export type TreeHash = Static<typeof TreeHash>;
/** Content of a delivery: one file by its digest, several by their root. */
export const Digest = Type.Union([Hash, TreeHash]);
export type Digest = Static<typeof Digest>;

/** Computes the SHA-256 of bytes, or of a text in UTF-8. */
export function hashBytes(bytes: Uint8Array | string): Hash {
  return { alg: 'sha-256', value: bytesToHex(sha256(typeof bytes === 'string' ? encodeUtf8(bytes) : bytes)) };
}

/** Computes the SHA-256 of the canonical JSON (RFC 8785) of a value. */
export function hashJson(value: unknown): Hash {
  return hashBytes(toCanonicalJson(value));
}

/** Hashes by the object that they are of. */
const known = new WeakMap<object, Hash>();

/** Returns a hash that follows from an object which never changes: computes it once, because an audit reads the same one again and again. */
export function hashOnce<T>(of: T, compute: (of: T) => Hash): Hash {
  if (typeof of !== 'object' || of === null) return compute(of); // A forged record can have anything here.
  const hash = known.get(of) ?? compute(of);
  known.set(of, hash);
  return hash;
}

/** Returns whether two digests are equal. A missing digest equals none. */
export function isSameHash(a: Digest | undefined, b: Digest | undefined): boolean {
  return a !== undefined && b !== undefined && a.alg === b.alg && a.value === b.value;
}
