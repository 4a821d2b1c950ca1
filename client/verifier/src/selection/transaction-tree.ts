import { computeSha256, concatBytes, fromHex, isSameBytes } from '../blocks/bytes';

/** A transaction as a leaf of the tree over a whole ledger. */
export interface TreeLeaf {
  readonly block: number;
  readonly index: number;
  /** The validation code that its block records. */
  readonly flag: number;
  readonly envelope: Uint8Array;
}

/** Hashes a node of the tree. */
export const hashNode = (left: Uint8Array, right: Uint8Array): Uint8Array => computeSha256(Uint8Array.of(1), left, right);

/** Hashes a leaf (RFC 6962): block number in 8 bytes, position in 4, validation code in 1, and SHA-256 of the envelope. */
export function hashLeaf({ block, index, flag, envelope }: TreeLeaf): Uint8Array {
  const place = fromHex(block.toString(16).padStart(16, '0') + index.toString(16).padStart(8, '0'));
  return computeSha256(Uint8Array.of(0), concatBytes(place, Uint8Array.of(flag), computeSha256(envelope)));
}

/** The tree over leaf hashes (RFC 6962, section 2.1). It keeps every full subtree, so that roots and paths cost little at any size. */
export class TransactionTree {
  private readonly levels: Uint8Array[][] = [[]];

  constructor(leaves: readonly Uint8Array[] = []) {
    for (const leaf of leaves) this.add(leaf);
  }

  /** Number of leaves. */
  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  /** Adds the next leaf hash. */
  add(leaf: Uint8Array): void {
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const nodes = (this.levels[level] ??= []);
      nodes.push(hash);
      const [left, right] = nodes.slice(-2);
      if (nodes.length % 2 === 1 || !left || !right) return;
      hash = hashNode(left, right);
    }
  }

  /** Returns a leaf hash. */
  getLeaf(leaf: number): Uint8Array {
    return this.levels[0]?.[leaf] ?? new Uint8Array();
  }

  /** Computes the root over the first leaves, by default over all. */
  computeRoot(size = this.size): Uint8Array {
    return size === 0 ? computeSha256() : this.computeNode(0, size);
  }

  /** Computes the path from a leaf to the root over the first leaves, the hash next to the leaf first. */
  computePath(leaf: number, size = this.size): readonly Uint8Array[] {
    const path: Uint8Array[] = [];
    let [from, count] = [0, size];
    while (count > 1) {
      const half = findHalf(count);
      const isLeft = leaf < from + half;
      path.unshift(isLeft ? this.computeNode(from + half, count - half) : this.computeNode(from, half));
      [from, count] = isLeft ? [from, half] : [from + half, count - half];
    }
    return path;
  }

  /** Computes the proof that the tree over the first leaves begins with that over fewer of them (RFC 9162, section 2.1.4). */
  computeConsistency(old: number, size = this.size): readonly Uint8Array[] {
    return this.computeBeginning(0, { old, count: size, isKnown: true });
  }

  /** Computes the hashes by which a reader gets from the old leaves below a node to both roots; the last one is next to the root. */
  private computeBeginning(from: number, { old, count, isKnown }: Beginning): readonly Uint8Array[] {
    if (old === count) return isKnown ? [] : [this.computeNode(from, count)];
    const half = findHalf(count);
    if (old <= half) return [...this.computeBeginning(from, { old, count: half, isKnown }), this.computeNode(from + half, count - half)];
    const right = { old: old - half, count: count - half, isKnown: false };
    return [...this.computeBeginning(from + half, right), this.computeNode(from, half)];
  }

  /** Computes the node over so many leaves from one on, which is kept if they make a full subtree. */
  private computeNode(from: number, count: number): Uint8Array {
    const kept = this.levels[Math.log2(count)]?.[from / count];
    if (kept) return kept;
    const half = findHalf(count);
    return hashNode(this.computeNode(from, half), this.computeNode(from + half, count - half));
  }
}

interface Beginning {
  readonly old: number;
  readonly count: number;
  /** True if the reader knows the node over the old leaves: it is the old root. */
  readonly isKnown: boolean;
}

/** Returns whether a path of hashes leads from a leaf of a tree of some size to its root. */
export function isTreePath(hash: Uint8Array, path: readonly Uint8Array[], { leaf, size, root }: TreePlace): boolean {
  const reached = findReached(hash, path, leaf, size);
  return reached !== undefined && isSameBytes(reached, root);
}

/** The number of a leaf, and the tree that it is in. */
export interface TreePlace {
  readonly leaf: number;
  readonly size: number;
  readonly root: Uint8Array;
}

function findReached(hash: Uint8Array, path: readonly Uint8Array[], leaf: number, size: number): Uint8Array | undefined {
  if (leaf >= size) return undefined;
  if (size === 1) return path.length === 0 ? hash : undefined;
  const [beside, half] = [path.at(-1), findHalf(size)];
  if (!beside) return undefined;
  const below =
    leaf < half ? findReached(hash, path.slice(0, -1), leaf, half) : findReached(hash, path.slice(0, -1), leaf - half, size - half);
  if (!below) return undefined;
  return leaf < half ? hashNode(below, beside) : hashNode(beside, below);
}

/** Returns the number of leaves on the left: the greatest power of two below the size. */
export function findHalf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
