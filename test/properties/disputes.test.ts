import { hashBytes } from '@databund/model';
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
