import { ExchangeError, hashCharge, hashBytes, keys, type PriceRecord, type TradeRecord } from '@databund/model';
import { amountHash, deeds as d, ids, worldAfter, type Deed } from '../support/lives';
import { people, type MemoryWorld } from '../support/memory-world';

const listed = [d.create, d.submit, d.approve, d.endNotice];
const granted = [...listed, d.request, d.providerApproves, d.operatorApproves];
const priced = [...granted, d.order, d.providerPrices, d.buyerPrices];
const active = [...priced, d.fund, d.activate];
const registered = [d.createResource, d.submitResource, d.giveNotice, d.registerResource, d.mandateProvider];
const publicListed = [...registered, d.createPublic, d.submit, d.agree, d.approve, d.endNotice];
const publicPriced = [...publicListed, d.request, d.providerApproves, d.operatorApproves, d.authorityApproves, d.order];
const head = keys.trade(ids.trade);

const stateOf = async (world: MemoryWorld) => (await world.perform('GetTrade', { id: ids.trade }, people.buyer)).state;
const rewritten =
  (changes: Partial<TradeRecord>): Deed =>
  (world) => {
    world.forge(head, (record) => ({ ...record, ...changes }));
    return Promise.resolve();
  };
const outcomeAfter = async (deed: Deed, ...done: readonly Deed[]): Promise<string> => {
  const world = await worldAfter(...done);
  try {
    await deed(world);
    return 'DONE';
  } catch (error) {
    return error instanceof ExchangeError ? error.code : String(error);
  }
};

/** A trade’s head is written by 2 of {provider, buyer, Exchange}: so much can the parties write among themselves. */
describe('what the parties write into a trade’s head', () => {
  it.each(['AUTHORISED', 'DELIVERED', 'DISPUTED'] as const)('moves no money that was not funded: %s', async (state) => {
    const forged = [...priced, d.providerRevokes, rewritten({ state, before: 'DELIVERED' })];
    expect(await stateOf(await worldAfter(...forged))).toBe('ORDERED');
    for (const deed of [d.fund, d.settle, d.refund, d.openDispute]) expect(await outcomeAfter(deed, ...forged)).toBe('ACTION_NOT_ALLOWED');
  });

  it('makes no sale free', async () => {
    const settle: Deed = (world) => world.perform('SettleTrade', { id: ids.trade }, people.operator);
    expect(await outcomeAfter(settle, ...priced, rewritten({ state: 'DELIVERED', kind: 'free' }))).toBe('KIND_NOT_PERMITTED');
  });

  it('keeps back no money that was funded: it is paid out by the hash that the clearing names', async () => {
    const refunded = await worldAfter(...priced, d.fund, rewritten({ state: 'CANCELLED', kind: 'free' }));
    await d.refund(refunded);
    expect(await stateOf(refunded)).toBe('REFUNDED');
    const settled = await worldAfter(...active, rewritten({ state: 'DELIVERED', charge: { amountMinor: 1, currency: 'CNY' } }));
    await d.settle(settled);
    expect(await stateOf(settled)).toBe('SETTLED');
  });

  it('charges nothing but what the frozen offer says', async () => {
    const charge = { amountMinor: 1_000_000, currency: 'CNY' };
    expect(await outcomeAfter(d.fund, ...publicPriced)).toBe('DONE');
    expect(await outcomeAfter(d.fund, ...publicPriced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
    expect(await outcomeAfter(d.fund, ...priced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
    const byOffer = hashCharge({ id: ids.trade, charge: { amountMinor: 1_000, currency: 'CNY' } });
    const fund: Deed = (world) => world.perform('FundTrade', { id: ids.trade, amountHash: byOffer ?? amountHash }, people.operator);
    expect(await outcomeAfter(fund, ...publicPriced)).toBe('DONE');
    expect(await outcomeAfter(fund, ...publicPriced, rewritten({ charge }))).toBe('PRICE_MISMATCH');
  });

  it('pays nothing out a second time by a dispute', async () => {
    const ended = [rewritten({ state: 'DELIVERED' }), d.settle];
    expect(await outcomeAfter(d.enforce, ...active, d.openDispute, d.ruleRefund, ...ended)).toBe('TRADE_NOT_READY');
    expect(await outcomeAfter(d.withdrawDispute, ...active, d.openDispute, ...ended)).toBe('TRADE_NOT_READY');
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
    const spoilt = async (...done: readonly Deed[]) => {
      const world = await worldAfter(...done);
      world.forge(price, forgery);
      return world;
    };
    const begun = await spoilt(...priced, d.fund);
    for (const deed of [d.activate, d.open, d.send, d.acknowledge, d.openDispute, d.ruleRefund, d.enforce]) await deed(begun);
    const refunded = await spoilt(...priced, d.fund);
    await d.refund(refunded);
    const settled = await spoilt(...active, d.open, d.send, d.acknowledge);
    await d.settle(settled);
    expect(await Promise.all([begun, refunded, settled].map(stateOf))).toEqual(['REFUNDED', 'REFUNDED', 'SETTLED']);
  });

  it.each(forgeries)('is no price that is agreed on, until it prices anew: %s', async (_what, forgery) => {
    const world = await worldAfter(...priced);
    world.forge(price, forgery);
    await expect(d.fund(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await d.providerPrices(world);
    expect(await stateOf(world)).toBe('PRICED');
  });
});
