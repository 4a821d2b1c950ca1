import fc from 'fast-check';
import { addInterval, isCovered, type Interval } from './byte-ranges';

describe('addInterval', () => {
  it.each<[string, readonly Interval[], Interval, readonly Interval[]]>([
    ['joins a part that follows another', [[0, 4]], [4, 8], [[0, 8]]],
    ['joins a part that precedes another', [[4, 8]], [0, 4], [[0, 8]]],
    ['closes a gap between two parts', [[0, 2], [6, 8]], [1, 7], [[0, 8]]], // prettier-ignore
    ['keeps a gap open', [[6, 8]], [0, 2], [[0, 2], [6, 8]]], // prettier-ignore
    ['ignores a part that is known', [[0, 8]], [2, 3], [[0, 8]]],
    ['records an empty file', [], [0, 0], [[0, 0]]],
  ])('%s', (_, before, added, after) => {
    expect(addInterval(before, added)).toEqual(after);
  });

  it('covers a file exactly when every byte was added, in any order', () => {
    const part = fc.tuple(fc.nat(19), fc.nat(19)).map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b) + 1]);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const bytes = new Set(parts.flatMap(([start, end]) => Array.from({ length: end - start }, (_unused, index) => start + index)));
        expect(isCovered(parts.reduce<readonly Interval[]>(addInterval, []), 20)).toBe(bytes.size === 20);
      }),
    );
  });

  it('records no more than 1,000 separate parts', () => {
    const singles = Array.from({ length: 1_500 }, (_, index): Interval => [index * 2, index * 2 + 1]);
    const recorded = singles.reduce<readonly Interval[]>(addInterval, []);
    expect(recorded).toHaveLength(1_000);
    expect(isCovered(addInterval(recorded, [0, 3_000]), 3_000)).toBe(true);
  });
});
