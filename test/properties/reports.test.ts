import { makeReport } from '@databund/audit';
import { toInstant } from '@databund/model';
import type { MemoryWorld } from '../support/memory-world';
import { buildWorld, ids, paths, steps, waitMs, type Step } from '../support/lifecycles';

const hourMs = 3_600_000;

const waitHours = (hours: number): Step => waitMs(hours * hourMs);

/** Reports on the exchange of a world, and returns what is overdue. */
async function listOverdue(...taken: readonly Step[]) {
  const world: MemoryWorld = await buildWorld(...taken);
  const source = { store: world, height: 1, time: toInstant(world.nowMs), listProducts: () => Promise.resolve([]) };
  const { rows } = await makeReport(source, { kind: 'exchange', participant: '' });
  return rows.filter(({ steps: waiting }) => waiting !== undefined);
}

describe('overdue acts in the report on the exchange', () => {
  it('names a review from the end of its period on', async () => {
    expect(await listOverdue(steps.create, steps.submit, waitHours(719))).toEqual([]);
    expect(await listOverdue(steps.create, steps.submit, waitHours(720))).toMatchObject([
      { noun: 'listing', id: ids.listing, state: 'IN_REVIEW', steps: expect.stringContaining('ApproveListing (operator)') as unknown },
    ]);
  });

  it('names a paid trade for which nothing was served in time', async () => {
    expect(await listOverdue(...paths.active, waitHours(719))).toEqual([]);
    expect(await listOverdue(...paths.active, waitHours(720))).toMatchObject([
      { noun: 'trade', id: ids.trade, state: 'AUTHORISED', steps: 'ClaimTrade (buyer); RefundTrade (operator)' },
    ]);
  });

  it('names a dispute on which nobody ruled', async () => {
    const overdue = await listOverdue(...paths.disputed, waitHours(720));
    expect(overdue).toMatchObject([
      { noun: 'dispute', id: ids.dispute, state: 'UNRULED', steps: expect.stringContaining('AppointArbiter') as unknown },
    ]);
  });

  it('names nothing whose wait ends by itself', async () => {
    const lapsed = await listOverdue(...paths.listed, steps.request, waitHours(721));
    expect(lapsed).toEqual([]);
  });
});
