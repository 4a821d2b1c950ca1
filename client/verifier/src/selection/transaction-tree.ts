import { computeSha256, concatBytes, fromHex, isSameBytes } from '../blocks/bytes';

/** A transaction as a leaf of the tree over a whole ledger. */
export interface TreeLeaf {
  readonly block: number;
  readonly index: number;
  /** The validation code that its block records. */
  readonly flag: number;
  readonly envelope: Uint8Array;
}

const hashNode = (left: Uint8Array, right: Uint8Array): Uint8Array => computeSha256(Uint8Array.of(1), left, right);

/** Hashes a leaf (RFC 6962): block number in 8 bytes, position in 4, validation code in 1, and SHA-256 of the envelope. */
export function hashLeaf({ block, index, flag, envelope }: TreeLeaf): Uint8Array {
  const place = fromHex(block.toString(16).padStart(16, '0') + index.toString(16).padStart(8, '0'));
  return computeSha256(Uint8Array.of(0), concatBytes(place, Uint8Array.of(flag), computeSha256(envelope)));
}

/** Computes the root of the tree over leaf hashes (RFC 6962, section 2.1). */
export function computeTreeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) return computeSha256();
  if (leaves.length === 1) return first;
  const half = findHalf(leaves.length);
  return hashNode(computeTreeRoot(leaves.slice(0, half)), computeTreeRoot(leaves.slice(half)));
}

/** Computes the path from a leaf to the root, the hash next to the leaf first. */
export function computeTreePath(leaves: readonly Uint8Array[], leaf: number): readonly Uint8Array[] {
  if (leaves.length <= 1) return [];
  const half = findHalf(leaves.length);
  return leaf < half
    ? [...computeTreePath(leaves.slice(0, half), leaf), computeTreeRoot(leaves.slice(half))]
    : [...computeTreePath(leaves.slice(half), leaf - half), computeTreeRoot(leaves.slice(0, half))];
}

/** Returns whether a path of hashes leads from a leaf of a tree of some size to its root. */
export function isTreePath(hash: Uint8Array, path: readonly Uint8Array[], { leaf, size, root }: TreePlace): boolean {
  const reached = climb(hash, path, leaf, size);
  return reached !== undefined && isSameBytes(reached, root);
}

/** The number of a leaf, and the tree that it is in. */
export interface TreePlace {
  readonly leaf: number;
  readonly size: number;
  readonly root: Uint8Array;
}

function climb(hash: Uint8Array, path: readonly Uint8Array[], leaf: number, size: number): Uint8Array | undefined {
  if (leaf >= size) return undefined;
  if (size === 1) return path.length === 0 ? hash : undefined;
  const [beside, half] = [path.at(-1), findHalf(size)];
  if (!beside) return undefined;
  const below = leaf < half ? climb(hash, path.slice(0, -1), leaf, half) : climb(hash, path.slice(0, -1), leaf - half, size - half);
  if (!below) return undefined;
  return leaf < half ? hashNode(below, beside) : hashNode(beside, below);
}

/** Returns the number of leaves on the left: the greatest power of two below the size. */
function findHalf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
