import { Type } from '@sinclair/typebox';
import { toCanonicalJson } from './canonical-json';
import type { AnySubmit } from './declare';
import type { Details } from './error-table';
import { hashBytes, hashJson, isSameHash, type Hash } from './hash';

/** Random bytes beside a private value, without which the public hash of a short value would tell it. */
export const Salt = Type.String({ pattern: '^[0-9a-f]{64}$', description: '32 random bytes in lower-case hex.' });

/** Computes the public hash of a transient value that has a salt: of its canonical JSON, which its own organisation keeps. */
export function hashSalted(transient: unknown): Hash {
  return hashJson(transient);
}

/**
 * Fails if the input does not have the hash of the transient value, in the member that the declaration names. `hashPrivate` hashes its
 * canonical JSON.
 */
export function checkSalted(
  { saltedHash }: Pick<AnySubmit, 'saltedHash'>,
  command: unknown,
  transient: unknown,
  hashPrivate: (text: string) => Hash = hashBytes,
): Details | undefined {
  if (saltedHash === undefined) return undefined;
  const given = new Map<string, Hash | undefined>(Object.entries(command ?? {})).get(saltedHash);
  if (isSameHash(given, hashPrivate(toCanonicalJson(transient)))) return undefined;
  return { errors: [{ path: `/${saltedHash}`, reason: 'is not the hash of the transient value as canonical JSON' }] };
}
