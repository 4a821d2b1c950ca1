import { longTimeoutMs } from '../support/timeouts';
import { byteClasses } from './byte-classes';
import { runMutations } from './run-mutations';

jest.setTimeout(longTimeoutMs);

describe('the verifier on changed blocks', () => {
  it('finds every change of a block that is not harmless, in each class of bytes', async () => {
    const run = await runMutations({ count: 200, seed: 7 });
    expect(run.missedPlaces).toEqual([]);
    expect(run.found + run.harmless).toBe(200);
    for (const name of byteClasses) expect(run.byClass[name]).toBeGreaterThanOrEqual(10);
  });
});
