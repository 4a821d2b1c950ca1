import '../testing/use-node-platform';
import { isTreeBeginning, type SeenTree } from './tree-consistency';
import { hashLeaf, TransactionTree } from './transaction-tree';

const leaves = Array.from({ length: 21 }, (_, index) => hashLeaf({ block: 7, index, flag: 0, envelope: Uint8Array.of(index) }));
const tree = new TransactionTree(leaves);
const see = (size: number): SeenTree => ({ size, root: tree.computeRoot(size) });

/** Flips one bit of a hash. */
function flip(hash: Uint8Array, at = 5): Uint8Array {
  return hash.map((byte, position) => (position === at ? byte ^ 4 : byte));
}

/** Lists every pair of an older and a newer size. */
const pairs = leaves.flatMap((_, newer) => Array.from({ length: newer + 1 }, (__, old) => [old + 1, newer + 1] as const));

describe('proofs that one tree begins with another', () => {
  it('prove each tree to begin with every smaller one', () => {
    for (const [old, newer] of pairs) expect(isTreeBeginning(see(old), see(newer), tree.computeConsistency(old, newer))).toBe(true);
  });

  it('take the lengths and hashes of the example in RFC 9162, section 2.1.5', () => {
    const seven = new TransactionTree(leaves.slice(0, 7));
    const computeNode = (from: number, to: number) => new TransactionTree(leaves.slice(from, to)).computeRoot();
    expect(seven.computeConsistency(3)).toEqual([computeNode(2, 3), computeNode(3, 4), computeNode(0, 2), computeNode(4, 7)]);
    expect(seven.computeConsistency(4)).toEqual([computeNode(4, 7)]);
    expect(seven.computeConsistency(6)).toEqual([computeNode(4, 6), computeNode(6, 7), computeNode(0, 4)]);
  });

  it('prove nothing after the change of a hash, of a root or of the length', () => {
    for (const [old, newer] of pairs) {
      const proof = tree.computeConsistency(old, newer);
      const [from, to] = [see(old), see(newer)];
      for (const at of proof.keys()) {
        expect(isTreeBeginning(from, to, proof.with(at, flip(proof[at]!)))).toBe(false);
        expect(isTreeBeginning(from, to, proof.toSpliced(at, 1))).toBe(false);
      }
      expect(isTreeBeginning({ ...from, root: flip(from.root) }, to, proof)).toBe(false);
      expect(isTreeBeginning(from, { ...to, root: flip(to.root) }, proof)).toBe(false);
      expect(isTreeBeginning(from, to, [...proof, from.root])).toBe(false);
    }
  });

  it('prove nothing about a larger, an empty or a fractional tree', () => {
    expect(isTreeBeginning(see(5), see(4), tree.computeConsistency(4, 5))).toBe(false);
    for (const size of [0, -1, 1.5, Number.NaN]) expect(isTreeBeginning({ ...see(4), size }, see(8), [])).toBe(false);
  });

  it('show that a past was rewritten, whatever proof the rewritten log gives', () => {
    const rewritten = new TransactionTree(leaves.with(3, flip(leaves[3]!)));
    const newer = { size: 21, root: rewritten.computeRoot() };
    for (let old = 4; old <= 21; old += 1) expect(isTreeBeginning(see(old), newer, rewritten.computeConsistency(old))).toBe(false);
    for (let old = 1; old < 4; old += 1) expect(isTreeBeginning(see(old), newer, rewritten.computeConsistency(old))).toBe(true);
  });
});
