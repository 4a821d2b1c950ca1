import { deeds as d, ids, worldAfter } from '../support/lives';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const listed = [d.create, d.submit, d.approve, d.endNotice];
const active = [...listed, d.request, d.providerApproves, d.operatorApproves, d.order, d.providerPrices, d.buyerPrices, d.fund, d.activate];

const dispute = (world: MemoryWorld, as: Person, number: number) =>
  world.perform('OpenDispute', { id: ids.dispute.replace(/1$/, String(number)), trade: ids.trade, claim: 'no' }, as);
const disputeAndWithdraw = async (world: MemoryWorld, as: Person, number: number) => {
  const { id, revision } = await dispute(world, as, number);
  await world.perform('WithdrawDispute', { id, revision }, as);
};

describe('disputes over a trade', () => {
  it('are so many of each party, those that were withdrawn too: neither puts off a refund for ever', async () => {
    const world = await worldAfter(...active, d.providerRevokes);
    for (const number of [1, 2, 3]) await disputeAndWithdraw(world, people.provider, number);
    await expect(dispute(world, people.provider, 4)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 3 } });
    await disputeAndWithdraw(world, people.buyer, 5);
    await expect(d.refund(world)).resolves.toMatchObject({ state: 'REFUNDED' });
  });

  it('are counted over a ruling that lets the trade go on, and over what is delivered meanwhile', async () => {
    const world = await worldAfter(...active, d.openDispute, d.ruleSettle, d.appeal, d.ruleAgain, d.enforce, d.open);
    await disputeAndWithdraw(world, people.buyer, 2);
    const { id, revision } = await dispute(world, people.buyer, 3);
    await d.acknowledge(world);
    await world.perform('WithdrawDispute', { id, revision }, people.buyer);
    await expect(dispute(world, people.buyer, 4)).rejects.toMatchObject({ code: 'TOO_MANY' });
    await expect(d.settle(world)).resolves.toMatchObject({ state: 'SETTLED' });
  });

  it('are as many as the exchange has set', async () => {
    const world = await worldAfter(...active);
    const { revision } = await world.perform('SetParameters', { parameters: { disputeLimit: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    await disputeAndWithdraw(world, people.buyer, 1);
    await expect(dispute(world, people.buyer, 2)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: 1 } });
  });
});
