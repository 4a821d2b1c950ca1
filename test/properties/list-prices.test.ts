import { hashBytes, hashCharge, keys, type ClearingRecord, type ListingContent, type TradeRecord } from '@databund/model';
import { buildWorld, ids, paths, type Step, steps } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type MemoryWorld } from '../support/memory-world';

const { listPriceGranted, listPriceOrdered, granting } = paths;
const listPrice = { amountMinor: 1_000, currency: 'CNY' };
const range = { from: { amountMinor: 1, currency: 'CNY' }, to: { amountMinor: 2, currency: 'CNY' } };
const cheap = { amountMinor: 1, currency: 'CNY' };
const head = keys.trade(ids.trade);

const readTrade = (world: MemoryWorld) => world.perform('GetTrade', { id: ids.trade }, people.buyer);
const fund = (world: MemoryWorld, charge = listPrice) =>
  world.perform('FundTrade', { id: ids.trade, amountHash: hashCharge({ id: ids.trade, charge }) ?? hashBytes('') }, people.operator);
const create = async (content: ListingContent) =>
  (await buildWorld()).perform('CreateListing', { id: ids.listing, content }, people.provider);
const grant = (charge: ListingContent['charge']) => {
  const begin: Step = (world) =>
    world.perform('CreateListing', { id: ids.listing, content: makeContent(charge && { charge }) }, people.provider);
  return buildWorld(begin, steps.submit, steps.approve, steps.request, ...granting);
};

describe('order at the list price', () => {
  it('makes it PRICED at once, takes no slip, and is funded by the published price alone', async () => {
    const world = await buildWorld(...listPriceOrdered);
    const priced = await readTrade(world);
    expect(priced).toMatchObject({ state: 'PRICED', atListPrice: true, charge: listPrice });
    expect(priced.prices).toBeUndefined();
    await expect(steps.buyerPrices(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await expect(fund(world, cheap)).rejects.toMatchObject({ code: 'PRICE_MISMATCH' });
    expect(await fund(world)).toMatchObject({ state: 'FUNDED' });
    for (const step of [steps.activate, steps.open, steps.send, steps.acknowledge]) await step(world);
    const amountHash = hashCharge({ id: ids.trade, charge: listPrice });
    const settled = await world.perform('SettleTrade', { id: ids.trade, ...(amountHash && { amountHash }) }, people.operator);
    expect(settled).toMatchObject({ state: 'SETTLED', charge: listPrice });
  });

  it('comes twice without being another order, and is another order than one by slips', async () => {
    const world = await buildWorld(...listPriceOrdered);
    const orderAgain = (command: object) =>
      world.perform('OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'sale', ...command }, people.buyer);
    const known = await orderAgain({ atListPrice: true }).catch((error: unknown) => error);
    const other = await orderAgain({}).catch((error: unknown) => error);
    expect(known).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(other).toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('leaves a sale by slips as it is', async () => {
    const world = await buildWorld(...listPriceGranted, steps.order);
    expect(await readTrade(world)).toMatchObject({ state: 'ORDERED', prices: {} });
    for (const step of [steps.providerPrices, steps.buyerPrices]) await step(world);
    await expect(fund(world)).rejects.toMatchObject({ code: 'PRICE_MISMATCH' });
    expect(await steps.fund(world)).toMatchObject({ state: 'FUNDED' });
  });

  it.each<[string, ListingContent['charge'], object]>([
    ['no price', { basis: 'priced' }, { listPrice: null }],
    ['a range', { basis: 'priced', listPrice: range }, { listPrice: range }],
  ])('needs an amount, and the listing publishes %s', async (_what, charge, details) => {
    const world = await grant(charge);
    await expect(steps.orderAtListPrice(world)).rejects.toMatchObject({ code: 'LIST_PRICE_MISSING', details });
    expect(await steps.order(world)).toMatchObject({ state: 'ORDERED' });
  });

  it('needs a sale: free and public data have no list price', async () => {
    const order = (kind: 'free' | 'sale') => (world: MemoryWorld) =>
      world.perform('OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind, atListPrice: true }, people.buyer);
    await expect(order('free')(await grant({ basis: 'free' }))).rejects.toMatchObject({ code: 'LIST_PRICE_MISSING' });
    const offered = await buildWorld(...paths.publicListed, steps.request, ...granting, steps.authorityApproves);
    await expect(order('sale')(offered)).rejects.toMatchObject({ code: 'LIST_PRICE_MISSING', details: { listPrice: null } });
  });
});

describe('list price of a content', () => {
  it.each<[string, Partial<ListingContent>, string]>([
    ['public data', { isPublicData: true, charge: { basis: 'priced', publicCharge: cheap, listPrice } }, 'is not for public data'],
    ['free data', { charge: { basis: 'free', listPrice } }, 'is only for data whose basis is priced'],
    [
      'two currencies',
      { charge: { basis: 'priced', listPrice: { ...range, to: { amountMinor: 2, currency: 'EUR' } } } },
      'has two currencies',
    ],
    ['a range from more to less', { charge: { basis: 'priced', listPrice: { from: range.to, to: range.from } } }, 'goes from more to less'],
  ])('refuses one of %s', async (_what, content, reason) => {
    const errors = [{ path: '/content/charge/listPrice', reason: expect.stringContaining(reason) as string }];
    await expect(create(makeContent(content))).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { errors } });
  });

  it.each([listPrice, range])('takes an amount and a range: %j', async (price) => {
    expect(await create(makeContent({ charge: { basis: 'priced', listPrice: price } }))).toMatchObject({ state: 'DRAFT' });
  });
});

/** The buyer's own peer and the exchange's can write what they like into the head of an order. */
describe('price that the buyer makes up', () => {
  const rewrite =
    (changes: Partial<TradeRecord>): Step =>
    (world) => {
      world.forge(head, (record) => ({ ...record, ...changes }));
      return Promise.resolve();
    };
  /** Says FUNDED as the operator's own peer, whatever the rules say. */
  const sayFunded =
    (charge: TradeRecord['charge']): Step =>
    (world) => {
      const amountHash = charge && hashCharge({ id: ids.trade, charge });
      world.append(keys.clearing(ids.trade), {
        action: 'fund',
        as: people.operator,
        change: (record): ClearingRecord => ({ ...record, state: 'FUNDED', ...(amountHash && { amountHash }) }),
      });
      return Promise.resolve();
    };

  it('funds nothing, also if the operator says so', async () => {
    const cheaper = [...listPriceOrdered, rewrite({ charge: cheap })];
    await expect(fund(await buildWorld(...cheaper), cheap)).rejects.toMatchObject({ code: 'PRICE_MISMATCH' });
    expect(await readTrade(await buildWorld(...listPriceOrdered, sayFunded(listPrice)))).toMatchObject({ state: 'FUNDED' });
    expect(await readTrade(await buildWorld(...cheaper, sayFunded(cheap)))).toMatchObject({ state: 'PRICED' });
  });

  it.each<[string, readonly Step[]]>([
    ['at the list price', [...listPriceOrdered, steps.fund, steps.activate]],
    ['by slips', paths.active],
    ['of public data', [...paths.publicOrdered, steps.fund, steps.activate]],
  ])('serves nothing under a trade %s', async (_what, done) => {
    const world = await buildWorld(...done, rewrite({ charge: cheap }));
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'TRADE_NOT_READY', details: { needs: ['PRICED'] } });
  });
});
