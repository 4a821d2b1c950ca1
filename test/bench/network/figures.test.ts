import { divide, drawBars, summarise } from './figures';

describe('figures of the network benchmark', () => {
  it('takes the median of odd and even numbers of measurements, and their spread', () => {
    expect(summarise([3, 1, 2])).toEqual({ median: 2, spread: [1, 3] });
    expect(summarise([4, 1, 2, 3])).toEqual({ median: 2.5, spread: [1, 4] });
  });

  it('divides the two sides of each round, not their medians', () => {
    expect(divide([2, 30, 8], [1, 10, 2])).toEqual({ median: 3, spread: [2, 4] });
  });

  it('draws a bar for each rate', () => {
    expect(
      drawBars([
        { name: '1', rate: 50 },
        { name: '64', rate: 100 },
      ]).split('\n'),
    ).toEqual([`1  ${'#'.repeat(20)} 50`, `64 ${'#'.repeat(40)} 100`]);
  });
});
