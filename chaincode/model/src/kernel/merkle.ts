import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils';
import type { Digest, TreeHash } from './hash';

/** A sibling on the path from a leaf to the root, and its side. */
export interface MerkleStep {
  readonly side: 'left' | 'right';
  readonly hash: TreeHash;
}

/** Computes the root of a Merkle tree over digests in their order (RFC 9162, section 2.1.1: leaves and nodes are hashed differently). */
export function computeMerkleRoot(hashes: readonly Digest[]): TreeHash {
  return hashTree(computeRoot(hashes.map(hashLeaf)));
}

/** Computes the path from a leaf to the root. It proves that one digest is in a tree without showing the others. */
export function computeMerkleProof(hashes: readonly Digest[], index: number): readonly MerkleStep[] {
  return computeProof(hashes.map(hashLeaf), index);
}

/** Returns whether a proof shows that a digest is in the tree of a root. */
export function isInTree(hash: Digest, proof: readonly MerkleStep[], root: TreeHash): boolean {
  const reached = proof.reduce<Uint8Array>((below, { side, hash: { value } }) => {
    const sibling = hexToBytes(value);
    return side === 'left' ? hashNode(sibling, below) : hashNode(below, sibling);
  }, hashLeaf(hash));
  return bytesToHex(reached) === root.value;
}

const hashTree = (bytes: Uint8Array): TreeHash => ({ alg: 'sha-256-tree', value: bytesToHex(bytes) });
const hashLeaf = ({ value }: Digest) => sha256(concatBytes(Uint8Array.of(0), hexToBytes(value)));
const hashNode = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), left, right));

function computeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return only;
  const [left, right] = splitInHalves(leaves);
  return hashNode(computeRoot(left), computeRoot(right));
}

function computeProof(leaves: readonly Uint8Array[], index: number): readonly MerkleStep[] {
  if (leaves.length <= 1) return [];
  const [left, right] = splitInHalves(leaves);
  return index < left.length
    ? [...computeProof(left, index), { side: 'right', hash: hashTree(computeRoot(right)) }]
    : [...computeProof(right, index - left.length), { side: 'left', hash: hashTree(computeRoot(left)) }];
}

/** Splits leaves: the left half is the largest full tree smaller than the whole. */
function splitInHalves(leaves: readonly Uint8Array[]): readonly [readonly Uint8Array[], readonly Uint8Array[]] {
  const size = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return [leaves.slice(0, size), leaves.slice(size)];
}
