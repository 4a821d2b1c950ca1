import '../testing/use-node-platform';
import { toHex } from '../blocks/bytes';
import { hashLeaf, isTreePath, TransactionTree } from './transaction-tree';

const leaves = Array.from({ length: 21 }, (_, index) => hashLeaf({ block: 7, index, flag: 0, envelope: Uint8Array.of(index) }));

describe('the tree over all transactions', () => {
  it('computes the root of RFC 6962 without a leaf, and the leaf itself with one', () => {
    expect(toHex(new TransactionTree().computeRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(new TransactionTree(leaves).computeRoot(1)).toEqual(leaves[0]);
  });

  it('proves each leaf of trees of every size, and no other leaf by the same path', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = new TransactionTree(leaves).computeRoot(size);
      expect(new TransactionTree(leaves.slice(0, size)).computeRoot()).toEqual(root);
      for (const [leaf, hash] of leaves.slice(0, size).entries()) {
        const path = new TransactionTree(leaves).computePath(leaf, size);
        expect(isTreePath(hash, path, { leaf, size, root })).toBe(true);
        expect(isTreePath(hash, path, { leaf: leaf + 1, size, root })).toBe(false);
        expect(isTreePath(hash, [...path, hash], { leaf, size, root })).toBe(false);
      }
    }
  });

  it('hashes the same envelope with another flag or place to another leaf', () => {
    const envelope = Uint8Array.of(1);
    const places = [
      { block: 1, index: 0, flag: 0 },
      { block: 1, index: 0, flag: 11 },
      { block: 1, index: 1, flag: 0 },
      { block: 2, index: 0, flag: 0 },
    ];
    expect(new Set(places.map((place) => toHex(hashLeaf({ ...place, envelope })))).size).toBe(places.length);
  });
});
