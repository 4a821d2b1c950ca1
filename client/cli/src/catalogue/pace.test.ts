import { Pace } from './pace';

/** A pace with a clock that reads move. */
function makePace(most: number) {
  const clock = { nowMs: 0 };
  const pace = new Pace(most, () => clock.nowMs);
  const read = (takesMs: number) =>
    pace.measure(() => {
      clock.nowMs += takesMs;
      return Promise.resolve();
    });
  return { pace, read };
}

describe('Pace', () => {
  it('begins with one and allows more while reads are quick, up to the most', async () => {
    const { pace, read } = makePace(3);
    const limits = [pace.limit];
    for (let count = 0; count < 9; count += 1) {
      await read(5);
      limits.push(pace.limit);
    }
    expect(limits).toEqual([1, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
  });

  it('halves the number after a slow read, down to one', async () => {
    const { pace, read } = makePace(16);
    for (let count = 0; count < 200; count += 1) await read(5);
    expect(pace.limit).toBe(16);
    const limits: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      await read(2_000);
      limits.push(pace.limit);
    }
    expect(limits).toEqual([8, 4, 2, 1, 1, 1]);
  });

  it('never runs more than it allows, and runs everything, also after a failure', async () => {
    const { pace, read } = makePace(4);
    const seen = { active: 0, most: 0, done: 0 };
    const work = async (index: number) => {
      seen.active += 1;
      seen.most = Math.max(seen.most, seen.active - pace.limit);
      await read(index % 7 === 0 ? 900 : 1);
      seen.active -= 1;
      seen.done += 1;
      if (index % 5 === 0) throw new Error('refused');
    };
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => pace.run(() => work(index))));
    expect([seen.done, results.filter(({ status }) => status === 'rejected').length]).toEqual([60, 12]);
    expect(seen.most).toBe(0);
  });
});
