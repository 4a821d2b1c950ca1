import { longTimeoutMs } from '../support/timeouts';
import { measureGrowth } from './read-model-growth';

jest.setTimeout(longTimeoutMs);

it('measures searches over 1,000 and 30,000 listings, and prints how they grow', async () => {
  const measured = await measureGrowth({ small: 1_000, large: 30_000, repeat: 10 });
  process.stderr.write(`bench read-model, 30,000 ÷ 1,000 listings: ${JSON.stringify(measured)}\n`);
  for (const [name, figure] of Object.entries(measured)) expect([name, Number.isFinite(figure) && figure > 0]).toEqual([name, true]);
});
