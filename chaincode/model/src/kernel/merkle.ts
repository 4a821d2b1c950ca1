import { createHash } from 'node:crypto';
import type { Digest, TreeHash } from './hash';

/** A sibling on the way from a leaf to the root, and on which side it stands. */
export interface MerkleStep {
  readonly side: 'left' | 'right';
  readonly hash: TreeHash;
}

/** The root of a Merkle tree over digests, in their order (RFC 9162 §2.1.1: leaves and nodes are hashed apart). */
export function merkleRoot(hashes: readonly Digest[]): TreeHash {
  return treeHash(rootOf(hashes.map(leafOf)));
}

/** The way from one of the leaves to the root: with it, one digest is shown to be in a tree without the others. */
export function merkleProof(hashes: readonly Digest[], index: number): readonly MerkleStep[] {
  return proofOf(hashes.map(leafOf), index);
}

/** Says whether a digest stands in the tree of a root, by its proof. */
export function isInTree(hash: Digest, proof: readonly MerkleStep[], root: TreeHash): boolean {
  const reached = proof.reduce<Buffer>((below, { side, hash: { value } }) => {
    const sibling = Buffer.from(value, 'hex');
    return side === 'left' ? nodeOf(sibling, below) : nodeOf(below, sibling);
  }, leafOf(hash));
  return reached.toString('hex') === root.value;
}

const treeHash = (bytes: Buffer): TreeHash => ({ alg: 'sha-256-tree', value: bytes.toString('hex') });
const sha256 = (...parts: readonly Uint8Array[]) => parts.reduce((digest, part) => digest.update(part), createHash('sha256')).digest();
const leafOf = ({ value }: Digest) => sha256(Buffer.of(0), Buffer.from(value, 'hex'));
const nodeOf = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const [left, right] = halves(leaves);
  return nodeOf(rootOf(left), rootOf(right));
}

function proofOf(leaves: readonly Buffer[], index: number): readonly MerkleStep[] {
  if (leaves.length <= 1) return [];
  const [left, right] = halves(leaves);
  return index < left.length
    ? [...proofOf(left, index), { side: 'right', hash: treeHash(rootOf(right)) }]
    : [...proofOf(right, index - left.length), { side: 'left', hash: treeHash(rootOf(left)) }];
}

/** The left half is the largest full tree that is smaller than the whole. */
function halves(leaves: readonly Buffer[]): readonly [readonly Buffer[], readonly Buffer[]] {
  const size = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return [leaves.slice(0, size), leaves.slice(size)];
}
