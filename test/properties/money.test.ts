import { ExchangeError, chargeHash, hashBytes, keys, type PriceRecord, type TradeRecord } from '@databund/model';
import { amountHash, buildWorld, ids, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const listed = [steps.create, steps.submit, steps.approve, steps.endNotice];
const granted = [...listed, steps.request, steps.providerApproves, steps.operatorApproves];
const priced = [...granted, steps.order, steps.providerPrices, steps.buyerPrices];
const active = [...priced, steps.fund, steps.activate];
const registered = [steps.createResource, steps.submitResource, steps.giveNotice, steps.registerResource, steps.mandateProvider];
const publicListed = [...registered, steps.createPublic, steps.submit, steps.agree, steps.approve, steps.endNotice];
const publicPriced = [...publicListed, steps.request, steps.providerApproves, steps.operatorApproves, steps.authorityApproves, steps.order];
const head = keys.trade(ids.trade);

const stateOf = async (world: MemoryWorld) => (await world.perform('GetTrade', { id: ids.trade }, people.buyer)).state;
const rewritten =
  (changes: Partial<TradeRecord>): Step =>
  (world) => {
    world.forge(head, (record) => ({ ...record, ...changes }));
    return Promise.resolve();
  };
const outcomeAfter = async (step: Step, ...done: readonly Step[]): Promise<string> => {
  const world = await buildWorld(...done);
  try {
    await step(world);
    return 'DONE';
  } catch (error) {
    return error instanceof ExchangeError ? error.code : String(error);
  }
};

/** A trade’s head is written by 2 of {provider, buyer, Exchange}: so much can the parties write among themselves. */
describe('what the parties write into a trade’s head', () => {
  it.each(['AUTHORISED', 'DELIVERED', 'DISPUTED'] as const)('moves no money that was not funded: %s', async (state) => {
    const forged = [...priced, steps.providerRevokes, rewritten({ state, before: 'DELIVERED' })];
    expect(await stateOf(await buildWorld(...forged))).toBe('ORDERED');
    for (const step of [steps.fund, steps.settle, steps.refund, steps.openDispute])
      expect(await outcomeAfter(step, ...forged)).toBe('ACTION_NOT_ALLOWED');
  });

  it('makes no sale free', async () => {
    const settle: Step = (world) => world.perform('SettleTrade', { id: ids.trade }, people.operator);
    expect(await outcomeAfter(settle, ...priced, rewritten({ state: 'DELIVERED', kind: 'free' }))).toBe('KIND_NOT_PERMITTED');
  });

  it('keeps back no money that was funded: it is paid out by the hash that the clearing names', async () => {
    const refunded = await buildWorld(...priced, steps.fund, rewritten({ state: 'CANCELLED', kind: 'free' }));
    await steps.refund(refunded);
    expect(await stateOf(refunded)).toBe('REFUNDED');
    const settled = await buildWorld(...active, rewritten({ state: 'DELIVERED', charge: { amountMinor: 1, currency: 'CNY' } }));
    await steps.settle(settled);
    expect(await stateOf(settled)).toBe('SETTLED');
  });

  it('charges nothing but what the frozen offer says', async () => {
    const charge = { amountMinor: 1_000_000, currency: 'CNY' };
    expect(await outcomeAfter(steps.fund, ...publicPriced)).toBe('DONE');
    expect(await outcomeAfter(steps.fund, ...publicPriced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
    expect(await outcomeAfter(steps.fund, ...priced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
    const byOffer = chargeHash({ id: ids.trade, charge: { amountMinor: 1_000, currency: 'CNY' } });
    const fund: Step = (world) => world.perform('FundTrade', { id: ids.trade, amountHash: byOffer ?? amountHash }, people.operator);
    expect(await outcomeAfter(fund, ...publicPriced)).toBe('DONE');
    expect(await outcomeAfter(fund, ...publicPriced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
  });

  it('pays nothing out a second time by a dispute', async () => {
    const ended = [rewritten({ state: 'DELIVERED' }), steps.settle];
    expect(await outcomeAfter(steps.enforce, ...active, steps.openDispute, steps.ruleRefund, ...ended)).toBe('TRADE_NOT_READY');
    expect(await outcomeAfter(steps.withdrawDispute, ...active, steps.openDispute, ...ended)).toBe('TRADE_NOT_READY');
  });
});

/** A price lies under its own organisation’s policy alone. */
describe('what one organisation writes into its own price', () => {
  const price = keys.price(ids.trade, 'provider');
  const forgeries: readonly (readonly [string, (record: PriceRecord) => PriceRecord | undefined])[] = [
    ['nothing: it is gone', () => undefined],
    ['what is no hash', (record) => ({ ...record, hash: 'none' as unknown as PriceRecord['hash'] & object })],
    ['another price', (record) => ({ ...record, hash: hashBytes('another') })],
  ];

  it.each(forgeries)('stops nothing that follows the funding: %s', async (_what, forgery) => {
    const spoilt = async (...done: readonly Step[]) => {
      const world = await buildWorld(...done);
      world.forge(price, forgery);
      return world;
    };
    const begun = await spoilt(...priced, steps.fund);
    for (const step of [steps.activate, steps.open, steps.send, steps.acknowledge, steps.openDispute, steps.ruleRefund, steps.enforce])
      await step(begun);
    const refunded = await spoilt(...priced, steps.fund);
    await steps.refund(refunded);
    const settled = await spoilt(...active, steps.open, steps.send, steps.acknowledge);
    await steps.settle(settled);
    expect(await Promise.all([begun, refunded, settled].map(stateOf))).toEqual(['REFUNDED', 'REFUNDED', 'SETTLED']);
  });

  it.each(forgeries)('is no price that is agreed on, until it prices anew: %s', async (_what, forgery) => {
    const world = await buildWorld(...priced);
    world.forge(price, forgery);
    await expect(steps.fund(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.providerPrices(world);
    expect(await stateOf(world)).toBe('PRICED');
  });
});
