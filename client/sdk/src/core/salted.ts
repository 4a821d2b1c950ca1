import { hashSalted, type Hash } from '@databund/model';

/** A transient value with its salt, and its public hash. */
export interface Salted<T> {
  readonly transient: T & { readonly salt: string };
  readonly hash: Hash;
}

/** Makes 32 random bytes in hex, for a hash that must not tell its value. */
export function makeSalt(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Adds a salt to a value that only its own organisation keeps, and computes its public hash.
 * @example
 * const { transient, hash } = addSalt({ input: { id, authorisation } });
 * await databund.refusal.record({ transaction: 'OpenDelivery', inputHash: hash }, transient);
 */
export function addSalt<T extends object>(value: T): Salted<T> {
  const transient = { ...value, salt: makeSalt() };
  return { transient, hash: hashSalted(transient) };
}
