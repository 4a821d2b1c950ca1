import { createHash } from 'node:crypto';
import { hashBytes } from './hash';
import { isInTree, merkleProof, merkleRoot } from './merkle';

const digests = Array.from({ length: 33 }, (_, index) => hashBytes(String(index)));
const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const bytesOf = (index: number) => Buffer.from(digests[index]?.value ?? '', 'hex');

describe('a Merkle tree over digests', () => {
  it('hashes leaves and nodes differently, and makes the left half as large as possible', () => {
    const leaf = (index: number) => sha256(Buffer.of(0), bytesOf(index));
    const node = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);
    expect(merkleRoot(digests.slice(0, 1)).value).toBe(leaf(0).toString('hex'));
    expect(merkleRoot(digests.slice(0, 3)).value).toBe(node(node(leaf(0), leaf(1)), leaf(2)).toString('hex'));
    expect(merkleRoot([]).value).toBe(sha256().toString('hex'));
  });

  it.each([1, 2, 3, 5, 8, 17, 32, 33])('proves each of %d leaves, and no other digest', (size) => {
    const all = digests.slice(0, size);
    const root = merkleRoot(all);
    for (const [index, digest] of all.entries()) {
      const proof = merkleProof(all, index);
      expect(isInTree(digest, proof, root)).toBe(true);
      expect(isInTree(hashBytes('another'), proof, root)).toBe(false);
      expect(isInTree(digest, proof, merkleRoot([...all, digest]))).toBe(false);
    }
  });

  it('has a different root for a different order', () => {
    expect(merkleRoot(digests)).not.toEqual(merkleRoot(digests.toReversed()));
  });
});
