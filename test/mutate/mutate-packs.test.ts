import { longTimeoutMs } from '../support/timeouts';
import { packClasses } from './pack-mutation';
import { runPackMutations } from './run-pack-mutations';

jest.setTimeout(longTimeoutMs);

describe('both verifiers on changed packs', () => {
  it('refuse every change, in each class of bytes', async () => {
    const run = await runPackMutations({ count: 120, seed: 7 });
    expect(run.missedPlaces).toEqual([]);
    expect(run).toMatchObject({ mutations: 120, found: 120, missed: 0 });
    for (const name of packClasses) expect(run.byClass[name]).toBeGreaterThanOrEqual(6);
  });
});
