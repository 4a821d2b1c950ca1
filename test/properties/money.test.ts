import { makePriceSlip } from '@databund/client';
import {
  ExchangeError,
  hashCharge,
  hashBytes,
  keys,
  type ClearingRecord,
  type Hash,
  type PriceRecord,
  type TradeRecord,
} from '@databund/model';
import { amountHash, buildWorld, ids, paths, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const { priced, active } = paths;
const registered = [...paths.registered, steps.mandateProvider];
const publicListed = [...registered, steps.createPublic, steps.submit, steps.agree, steps.approve];
const publicPriced = [...publicListed, steps.request, ...paths.granting, steps.authorityApproves, steps.order];
const head = keys.trade(ids.trade);

const readState = async (world: MemoryWorld) => (await world.perform('GetTrade', { id: ids.trade }, people.buyer)).state;
const rewriteTrade =
  (changes: Partial<TradeRecord>): Step =>
  (world) => {
    world.forge(head, (record) => ({ ...record, ...changes }));
    return Promise.resolve();
  };
const tryAfter = async (step: Step, ...done: readonly Step[]): Promise<string> => {
  const world = await buildWorld(...done);
  try {
    await step(world);
    return 'DONE';
  } catch (error) {
    return error instanceof ExchangeError ? error.code : String(error);
  }
};

/** Appends changes that the buyer's own peer makes, whatever the rules say. */
const sayAsBuyer =
  (...steps: readonly (readonly [action: string, state: TradeRecord['state']])[]): Step =>
  (world) => {
    for (const [action, state] of steps) {
      const before = action === 'dispute' && { before: 'DELIVERED' as const };
      world.append(head, { action, as: people.buyer, change: (record): TradeRecord => ({ ...record, ...before, state }) });
    }
    return Promise.resolve();
  };
const activate = ['activate', 'AUTHORISED'] as const;
const acknowledge = ['acknowledge', 'DELIVERED'] as const;

/** The policy of a trade's head is 2 of {provider, buyer, Exchange}, so the parties can forge this much alone. */
describe('head of a trade that the parties forge', () => {
  it.each<[string, Step]>([
    ['AUTHORISED', sayAsBuyer(activate)],
    ['DELIVERED', sayAsBuyer(activate, acknowledge)],
    ['DISPUTED', sayAsBuyer(activate, ['dispute', 'DISPUTED'] as const)],
  ])('moves no money that was not funded: %s', async (_state, forge) => {
    const forged = [...priced, steps.providerRevokes, forge];
    expect(await readState(await buildWorld(...forged))).toBe('ORDERED');
    for (const step of [steps.fund, steps.settle, steps.refund, steps.openDispute])
      expect(await tryAfter(step, ...forged)).toBe('ACTION_NOT_ALLOWED');
  });

  it('ignores a change in the name of the buyer that only the provider anchors', async () => {
    const world = await buildWorld(...active);
    const asProvider = { ...people.buyer, mspId: people.provider.mspId };
    world.append(head, { action: 'acknowledge', as: asProvider, change: (record): TradeRecord => ({ ...record, state: 'DELIVERED' }) });
    expect(await readState(world)).toBe('AUTHORISED');
  });

  it('settles no sale that a forged head calls free', async () => {
    const settle: Step = (world) => world.perform('SettleTrade', { id: ids.trade }, people.operator);
    expect(await tryAfter(settle, ...priced, rewriteTrade({ kind: 'free' }), sayAsBuyer(activate, acknowledge))).toBe('ACTION_NOT_ALLOWED');
  });

  it('keeps no funded money back: settling names the hash of the clearing', async () => {
    const refunded = await buildWorld(...priced, steps.fund, rewriteTrade({ kind: 'free' }), sayAsBuyer(['cancel', 'CANCELLED']));
    await steps.refund(refunded);
    expect(await readState(refunded)).toBe('REFUNDED');
    const settled = await buildWorld(...active, rewriteTrade({ charge: { amountMinor: 1, currency: 'CNY' } }), sayAsBuyer(acknowledge));
    settled.keepWitness(people.provider.mspId, head);
    await steps.settle(settled);
    expect(await readState(settled)).toBe('SETTLED');
  });

  it('charges only what the frozen offer says', async () => {
    const charge = { amountMinor: 1_000_000, currency: 'CNY' };
    expect(await tryAfter(steps.fund, ...publicPriced)).toBe('DONE');
    expect(await tryAfter(steps.fund, ...publicPriced, rewriteTrade({ charge }))).toBe('PRICE_MISMATCH');
    expect(await tryAfter(steps.fund, ...priced, rewriteTrade({ charge }))).toBe('PRICE_MISMATCH');
    const byOffer = hashCharge({ id: ids.trade, charge: { amountMinor: 1_000, currency: 'CNY' } });
    const fund: Step = (world) => world.perform('FundTrade', { id: ids.trade, amountHash: byOffer ?? amountHash }, people.operator);
    expect(await tryAfter(fund, ...publicPriced)).toBe('DONE');
    expect(await tryAfter(fund, ...publicPriced, rewriteTrade({ charge }))).toBe('PRICE_MISMATCH');
  });

  it('pays nothing out a second time after a dispute', async () => {
    const disputed = [...active, steps.openDispute];
    expect(await tryAfter(steps.settle, ...disputed, steps.ruleRefund, sayAsBuyer(['withdrawDispute', 'DELIVERED']))).toBe(
      'ACTION_NOT_ALLOWED',
    );
    expect(await tryAfter(steps.settle, ...disputed, sayAsBuyer(['withdrawDispute', 'DELIVERED']))).toBe('ACTION_NOT_ALLOWED');
  });
});

/** The policy of a price is its own organisation alone. */
describe('price that its own organisation forges', () => {
  const price = keys.price(ids.trade, 'provider');
  const forgeries: readonly (readonly [string, (record: PriceRecord) => PriceRecord | undefined])[] = [
    ['a deleted price', () => undefined],
    ['a text instead of a hash', (record) => Object.assign({ ...record }, { hash: 'none' })],
    ['another price', (record) => ({ ...record, hash: hashBytes('another') })],
  ];

  it.each(forgeries)(
    'serves nothing for a funded trade of which the provider forges its price, and ends it: %s',
    async (_what, forgery) => {
      const forgePrice = async (...done: readonly Step[]) => {
        const world = await buildWorld(...done);
        world.forge(price, forgery);
        return world;
      };
      const activated = await forgePrice(...priced, steps.fund);
      await steps.activate(activated);
      await expect(steps.open(activated)).rejects.toMatchObject({ code: 'TRADE_NOT_READY', details: { needs: ['PRICED'] } });
      for (const step of [steps.openDispute, steps.ruleRefund, steps.enforce]) await step(activated);
      const refunded = await forgePrice(...priced, steps.fund);
      await steps.refund(refunded);
      const settled = await forgePrice(...active, steps.open, steps.send, steps.acknowledge);
      await steps.settle(settled);
      expect(await Promise.all([activated, refunded, settled].map(readState))).toEqual(['REFUNDED', 'REFUNDED', 'SETTLED']);
    },
  );

  it.each(forgeries)('accepts no forged price until its organisation prices again: %s', async (_what, forgery) => {
    const world = await buildWorld(...priced);
    world.forge(price, forgery);
    await expect(steps.fund(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.providerPrices(world);
    expect(await readState(world)).toBe('PRICED');
  });
});

/** The policy of the clearing is the operator's organisation alone. */
describe('clearing that the operator states without a cause', () => {
  const state =
    (action: string, value: Partial<ClearingRecord>): Step =>
    (world) => {
      world.append(keys.clearing(ids.trade), {
        action,
        as: people.operator,
        change: (record): ClearingRecord => ({ ...record, ...value }),
      });
      return Promise.resolve();
    };
  const used = [...active, steps.open, steps.send];
  const acknowledged = [...used, steps.acknowledge];

  it.each<[string, readonly Step[], Step, string]>([
    ['FUNDED with an amount that no side gave', priced, state('fund', { state: 'FUNDED', amountHash: hashBytes('other') }), 'PRICED'],
    ['SETTLED before an acknowledgement', used, state('settle', { state: 'SETTLED' }), 'AUTHORISED'],
    ['REFUNDED after an acknowledgement', acknowledged, state('refund', { state: 'REFUNDED' }), 'DELIVERED'],
  ])('a statement without a cause does not count: %s', async (_what, done, forge, expected) => {
    expect(await readState(await buildWorld(...done, forge))).toBe(expected);
  });
});

describe('funding of several orders under one authorisation', () => {
  const other = 'trd-00000000000000000000000009';
  /** Orders and prices another sale under the same authorisation. */
  const orderOther: Step = async (world) => {
    await world.perform('OrderTrade', { id: other, authorisation: ids.authorisation, kind: 'sale' }, people.buyer);
    const { text, hash } = makePriceSlip(other, 700, 'CNY');
    for (const side of [people.provider, people.buyer]) await world.perform('PriceTrade', { id: other }, side, { slip: text });
    funding = { id: other, amountHash: hash };
  };
  let funding: { readonly id: string; readonly amountHash: Hash };
  const fundOther: Step = (world) => world.perform('FundTrade', funding, people.operator);

  it('holds money for one of them at a time', async () => {
    const world = await buildWorld(...priced, orderOther, steps.fund);
    await expect(fundOther(world)).rejects.toMatchObject({ code: 'SALE_FUNDED', details: { trade: ids.trade } });
  });

  it('holds money for another one after the first was refunded', async () => {
    const world = await buildWorld(...priced, orderOther, steps.fund, steps.refund);
    await expect(fundOther(world)).resolves.toMatchObject({ state: 'FUNDED' });
  });
});
