import type { Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { isSameHash, type Hash } from '../../kernel/hash';

/** Fails if pins would lock out their own caller: a list that is not empty must contain the calling certificate. */
export function checkPinsCaller(keyHashes: readonly Hash[], { certHash }: Caller): Details | undefined {
  return keyHashes.length === 0 || isPinned(keyHashes, certHash) ? undefined : { calling: certHash, given: keyHashes };
}

/** Returns whether a certificate is among the pinned ones. */
export function isPinned(keyHashes: readonly Hash[], certHash: Hash): boolean {
  return keyHashes.some((hash) => isSameHash(hash, certHash));
}
