import { toStateKey, type Key } from '../../kernel/key';
import { believeStored, type Reader } from '../../kernel/reader';
import { getFirstSlot, probeLimit, probeSlots } from './slots';

/** Makes a ledger on which some slots are taken. It records what is read. */
function makeLedger(taken: ReadonlySet<number>): { readonly reader: Reader; readonly reads: string[] } {
  const reads: string[] = [];
  const isStored = (key: Key) => {
    reads.push(toStateKey(key));
    return Promise.resolve(taken.has(Number(key.parts[1])));
  };
  return { reader: { ...believeStored({ find: () => Promise.resolve(undefined) }), isStored }, reads };
}

const owner = { id: 'aut-1', buyerMspId: 'BuyerMSP' };

describe('probeSlots', () => {
  it('starts from a slot derived from the transaction id, so that openings try different keys', () => {
    const firsts = Array.from({ length: 200 }, (_, index) => getFirstSlot(100, String(index)));
    expect(firsts.every((first) => first >= 1 && first <= 100)).toBe(true);
    expect(new Set(firsts).size).toBeGreaterThan(60);
    expect(getFirstSlot(100, 'any', 7)).toBe(7);
    expect(getFirstSlot(5, 'any', 7)).toBeLessThanOrEqual(5);
  });

  it('tries the slots in a ring until one is free', async () => {
    const { reader, reads } = makeLedger(new Set([4, 5, 1]));
    expect(await probeSlots(reader, owner, 5, 4)).toEqual({ free: 2, tried: 4 });
    expect(reads).toHaveLength(4);
  });

  it('tries all slots if there are few, and at most the limit if there are many', async () => {
    const all = new Set(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(await probeSlots(makeLedger(all).reader, owner, 3, 2)).toEqual({ tried: 3 });
    expect(await probeSlots(makeLedger(all).reader, owner, 1_000, 990)).toEqual({ tried: probeLimit });
  });
});
