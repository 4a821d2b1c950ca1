import { buildWorld, ids, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const listed = [steps.create, steps.submit, steps.approve, steps.endNotice];
const active = [
  ...listed,
  steps.request,
  steps.providerApproves,
  steps.operatorApproves,
  steps.order,
  steps.providerPrices,
  steps.buyerPrices,
  steps.fund,
  steps.activate,
];

const dispute = (world: MemoryWorld, as: Person, number: number) =>
  world.perform('OpenDispute', { id: ids.dispute.replace(/1$/, String(number)), trade: ids.trade, claim: 'no' }, as);
const disputeAndWithdraw = async (world: MemoryWorld, as: Person, number: number) => {
  const { id, revision } = await dispute(world, as, number);
  await world.perform('WithdrawDispute', { id, revision }, as);
};

describe('disputes over a trade', () => {
  it('are so many of each party, those that were withdrawn too: neither puts off a refund for ever', async () => {
    const world = await buildWorld(...active, steps.providerRevokes);
    for (const number of [1, 2, 3]) await disputeAndWithdraw(world, people.provider, number);
    await expect(dispute(world, people.provider, 4)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 3 } });
    await disputeAndWithdraw(world, people.buyer, 5);
    await expect(steps.refund(world)).resolves.toMatchObject({ state: 'REFUNDED' });
  });

  it('are counted over a ruling that lets the trade go on, and over what is delivered meanwhile', async () => {
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

  it('are as many as the exchange has set', async () => {
    const world = await buildWorld(...active);
    const { revision } = await world.perform('SetParameters', { parameters: { disputeLimit: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    await disputeAndWithdraw(world, people.buyer, 1);
    await expect(dispute(world, people.buyer, 2)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 1 } });
  });
});
