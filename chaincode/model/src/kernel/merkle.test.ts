import { createHash } from 'node:crypto';
import { hashBytes } from './hash';
import { isInTree, computeMerkleProof, computeMerkleRoot } from './merkle';

const digests = Array.from({ length: 33 }, (_, index) => hashBytes(String(index)));
const computeSha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const toBytes = (index: number) => Buffer.from(digests[index]?.value ?? '', 'hex');

describe('a Merkle tree over digests', () => {
  it('hashes leaves and nodes differently, and makes the left half as large as possible', () => {
    const hashLeaf = (index: number) => computeSha256(Buffer.of(0), toBytes(index));
    const hashNode = (left: Uint8Array, right: Uint8Array) => computeSha256(Buffer.of(1), left, right);
    expect(computeMerkleRoot(digests.slice(0, 1)).value).toBe(hashLeaf(0).toString('hex'));
    expect(computeMerkleRoot(digests.slice(0, 3)).value).toBe(hashNode(hashNode(hashLeaf(0), hashLeaf(1)), hashLeaf(2)).toString('hex'));
    expect(computeMerkleRoot([]).value).toBe(computeSha256().toString('hex'));
  });

  it.each([1, 2, 3, 5, 8, 17, 32, 33])('proves each of %d leaves, and no other digest', (size) => {
    const all = digests.slice(0, size);
    const root = computeMerkleRoot(all);
    for (const [index, digest] of all.entries()) {
      const proof = computeMerkleProof(all, index);
      expect(isInTree(digest, proof, root)).toBe(true);
      expect(isInTree(hashBytes('another'), proof, root)).toBe(false);
      expect(isInTree(digest, proof, computeMerkleRoot([...all, digest]))).toBe(false);
    }
  });

  it('computes another root for another order of the same leaves', () => {
    expect(computeMerkleRoot(digests)).not.toEqual(computeMerkleRoot(digests.toReversed()));
  });
});
