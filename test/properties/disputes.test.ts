import { hashBytes, keys, type ClearingRecord, type DisputeRecord } from '@databund/model';
import { buildWorld, ids, paths, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const { active } = paths;

const dispute = (world: MemoryWorld, as: Person, number: number) =>
  world.perform('OpenDispute', { id: ids.dispute.replace(/1$/, String(number)), trade: ids.trade, claim: hashBytes('no') }, as);
const disputeAndWithdraw = async (world: MemoryWorld, as: Person, number: number) => {
  const { id, revision } = await dispute(world, as, number);
  await world.perform('WithdrawDispute', { id, revision }, as);
};

describe('disputes over a trade', () => {
  it('limits the disputes of each party, including withdrawn ones, so that neither can delay a refund for ever', async () => {
    const world = await buildWorld(...active, steps.providerRevokes);
    for (const number of [1, 2, 3]) await disputeAndWithdraw(world, people.provider, number);
    await expect(dispute(world, people.provider, 4)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 3 } });
    await disputeAndWithdraw(world, people.buyer, 5);
    await expect(steps.refund(world)).resolves.toMatchObject({ state: 'REFUNDED' });
  });

  it('counts disputes across a ruling that resumes the trade, and across deliveries', async () => {
    const world = await buildWorld(
      ...active,
      steps.openDispute,
      steps.ruleSettle,
      steps.appeal,
      steps.ruleAgain,
      steps.enforce,
      steps.open,
    );
    await disputeAndWithdraw(world, people.buyer, 2);
    const { id, revision } = await dispute(world, people.buyer, 3);
    await steps.acknowledge(world);
    await world.perform('WithdrawDispute', { id, revision }, people.buyer);
    await expect(dispute(world, people.buyer, 4)).rejects.toMatchObject({ code: 'TOO_MANY' });
    await expect(steps.settle(world)).resolves.toMatchObject({ state: 'SETTLED' });
  });

  it('takes the limit of disputes from the parameters of the exchange', async () => {
    const world = await buildWorld(...active);
    const { revision } = await world.perform('SetParameters', { parameters: { disputeLimit: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    await disputeAndWithdraw(world, people.buyer, 1);
    await expect(dispute(world, people.buyer, 2)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 1 } });
  });
});

describe('ruling on a dispute', () => {
  const { disputed } = paths;
  const readDispute = (world: MemoryWorld) => world.perform('GetDispute', { id: ids.dispute }, people.buyer);
  const readTrade = (world: MemoryWorld) => world.perform('GetTrade', { id: ids.trade }, people.buyer);

  it('takes effect after its appeal period, and not before', async () => {
    const world = await buildWorld(...disputed, steps.ruleRefund);
    await steps.waitHours(167)(world);
    await expect(steps.enforceAtOnce(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'RULING' } });
    await steps.waitHours(1)(world);
    expect((await readDispute(world)).state).toBe('FINAL');
    await expect(steps.appeal(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.enforceAtOnce(world);
    expect((await readTrade(world)).state).toBe('REFUNDED');
  });

  it('stands if no other arbiter hears the appeal in time', async () => {
    const world = await buildWorld(...disputed, steps.ruleRefund, steps.appeal, steps.waitHours(719));
    expect((await readDispute(world)).state).toBe('EVIDENCE');
    await steps.waitHours(1)(world);
    await expect(steps.ruleAgain(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.enforceAtOnce(world);
    expect((await readTrade(world)).state).toBe('REFUNDED');
  });

  it('moves no money before it is final, even if the operator says so', async () => {
    const sayEnforced = (world: MemoryWorld) => {
      world.append(keys.dispute(ids.dispute), {
        action: 'enforce',
        as: people.operator,
        change: (record): DisputeRecord => ({ ...record, state: 'ENFORCED' }),
      });
      world.append(keys.clearing(ids.trade), {
        action: 'settle',
        as: people.operator,
        change: (record): ClearingRecord => ({ ...record, state: 'SETTLED' }),
      });
    };
    for (const done of [[steps.ruleSettle], [steps.ruleSettle, steps.appeal]]) {
      const world = await buildWorld(...disputed, ...done);
      sayEnforced(world);
      expect((await readTrade(world)).state).toBe('DISPUTED');
    }
  });

  it('keeps the appeal that a copy of the dispute lacks', async () => {
    const world = await buildWorld(...disputed, steps.ruleSettle);
    const before = (await world.find(keys.dispute(ids.dispute)))!;
    await steps.appeal(world);
    world.rewriteCopy(keys.dispute(ids.dispute), () => before);
    await steps.waitHours(168)(world);
    await expect(steps.enforceAtOnce(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { lacks: 'appeal' } });
  });

  it('keeps the appeal period that was in force when it began', async () => {
    const world = await buildWorld(...disputed, steps.ruleSettle, steps.waitHours(1));
    const { endsAt } = await readDispute(world);
    const { revision } = await world.perform('SetParameters', { parameters: { appealPeriodHours: 0 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    expect((await readDispute(world)).endsAt).toBe(endsAt);
  });
});
