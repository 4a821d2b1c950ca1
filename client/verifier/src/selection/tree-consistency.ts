import { isSameBytes } from '../blocks/bytes';
import { findHalf, hashNode } from './transaction-tree';

/** A tree that was seen: its number of leaves, and its root. */
export interface SeenTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Returns whether a proof (RFC 9162, section 2.1.4) shows that a tree begins with all leaves of an older one, in their order. */
export function isTreeBeginning(old: SeenTree, newer: SeenTree, proof: readonly Uint8Array[]): boolean {
  if (![old.size, newer.size].every(Number.isSafeInteger) || old.size < 1 || old.size > newer.size) return false;
  const reached = findRoots(proof, { old: old.size, size: newer.size, known: old.root });
  return reached !== undefined && isSameBytes(reached.old, old.root) && isSameBytes(reached.newer, newer.root);
}

interface Roots {
  readonly old: Uint8Array;
  readonly newer: Uint8Array;
}

interface Span {
  readonly old: number;
  readonly size: number;
  /** The root over the old leaves, if all of them are below this node and it is the old tree. */
  readonly known?: Uint8Array;
}

/** Computes both roots of a node from the proof, whose last hash is next to it; `undefined` if the proof is too short or too long. */
function findRoots(proof: readonly Uint8Array[], { old, size, known }: Span): Roots | undefined {
  if (old === size) return takeNode(known ? [known, ...proof] : proof);
  const [beside, half, rest] = [proof.at(-1), findHalf(size), proof.slice(0, -1)];
  if (!beside) return undefined;
  if (old <= half) {
    const left = findRoots(rest, { old, size: half, ...(known && { known }) });
    return left && { old: left.old, newer: hashNode(left.newer, beside) };
  }
  const right = findRoots(rest, { old: old - half, size: size - half });
  return right && { old: hashNode(beside, right.old), newer: hashNode(beside, right.newer) };
}

/** Takes the only hash that is left, for a node that is the same in both trees. */
function takeNode([only, ...others]: readonly Uint8Array[]): Roots | undefined {
  return only && others.length === 0 ? { old: only, newer: only } : undefined;
}
