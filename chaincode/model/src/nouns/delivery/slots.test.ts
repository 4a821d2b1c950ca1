import { toStateKey, type Key } from '../../kernel/keys';
import type { Reader } from '../../kernel/reader';
import { firstSlot, probeLimit, probeSlots } from './slots';

/** A ledger on which these slots are taken; it counts what is read. */
function ledgerWith(taken: ReadonlySet<number>): { readonly reader: Reader; readonly reads: string[] } {
  const reads: string[] = [];
  const find = (key: Key) => {
    reads.push(toStateKey(key));
    return Promise.resolve(taken.has(Number(key.parts[1])) ? {} : undefined);
  };
  return { reader: { find: find as Reader['find'] }, reads };
}

describe('the slots of an authorisation', () => {
  it('are tried from a place that the transaction’s id gives, so that openings meet different keys', () => {
    const firsts = Array.from({ length: 200 }, (_, index) => firstSlot(100, String(index)));
    expect(firsts.every((first) => first >= 1 && first <= 100)).toBe(true);
    expect(new Set(firsts).size).toBeGreaterThan(60);
    expect(firstSlot(100, 'any', 7)).toBe(7);
    expect(firstSlot(5, 'any', 7)).toBeLessThanOrEqual(5);
  });

  it('are tried round the ring, until one is free', async () => {
    const { reader, reads } = ledgerWith(new Set([4, 5, 1]));
    expect(await probeSlots(reader, 'aut-1', 5, 4)).toEqual({ free: 2, tried: 4 });
    expect(reads).toHaveLength(4);
  });

  it('are all tried where there are few, and no more than the limit where there are many', async () => {
    const all = new Set(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(await probeSlots(ledgerWith(all).reader, 'aut-1', 3, 2)).toEqual({ tried: 3 });
    expect(await probeSlots(ledgerWith(all).reader, 'aut-1', 1_000, 990)).toEqual({ tried: probeLimit });
  });
});
