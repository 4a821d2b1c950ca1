import { StateCache } from './state-cache';

const makeValue = (text: string) => ({ version: { blockNumber: 1, txIndex: 0 }, value: Buffer.from(text), metadata: undefined });

describe('StateCache', () => {
  it('gives a view only what was read at its height or before, and has not changed since', () => {
    const cache = new StateCache(5);
    cache.add('a', { height: 5, value: makeValue('old') });
    cache.add('b', { height: 5, value: undefined });
    cache.advance(6, ['a']);
    expect(cache.find('a', 5)).toBeUndefined();
    expect(cache.find('b', 6)).toEqual({ height: 5, value: undefined });
    cache.add('a', { height: 6, value: makeValue('new') });
    expect(cache.find('a', 5)).toBeUndefined();
    expect(cache.find('a', 6)?.value?.value.toString()).toBe('new');
  });

  it('keeps nothing that a view of an older height has read', () => {
    const cache = new StateCache(5);
    cache.advance(6, []);
    cache.add('a', { height: 5, value: makeValue('old') });
    expect(cache.find('a', 6)).toBeUndefined();
  });

  it('forgets what was not read lately', () => {
    const cache = new StateCache(0);
    const large = { height: 0, value: { ...makeValue(''), value: Buffer.alloc(1 << 20) } };
    for (let index = 0; index < 100; index += 1) cache.add(String(index), large);
    const kept = Array.from({ length: 100 }, (_, index) => cache.find(String(index), 0)).filter((entry) => entry !== undefined);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(32);
  });
});
