import { Type } from '@sinclair/typebox';
import { allTransactions } from '@databund/model';
import { findTransaction, perform } from '../support/dynamic-call';
import { check } from '../support/json';
import { buildWorld, ids, lifecycles, type Noun, paths, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { matchPattern } from '../support/matchers';
import { listKeys } from '../support/values';

const traded = [...paths.granted, steps.order];
const done = [...traded, steps.providerPrices, steps.buyerPrices, steps.fund, steps.activate, steps.open, steps.openDispute];
const buildFullWorld = () => buildWorld(...done, steps.register, ...paths.mandated, steps.operatorGives);
const histories = listKeys(lifecycles).map((noun) => ({ noun, name: findTransaction(noun, 'history').name }));
/** Worlds in which a stranger may not know of the object. */
const worldsOfStrangers: Readonly<Partial<Record<Noun, () => Promise<MemoryWorld>>>> = {
  listing: () => buildWorld(steps.create),
  resource: () => buildWorld(steps.createResource),
  authorisation: buildFullWorld,
  trade: buildFullWorld,
  delivery: buildFullWorld,
  dispute: buildFullWorld,
};

const ask = (world: MemoryWorld, name: string, id: string, as: Person) =>
  perform(world, { name, command: { id }, as }).catch((error: unknown) => error);
const pageForm = Type.Object({
  items: Type.Array(Type.Object({ of: Type.String(), revision: Type.Number() })),
  next: Type.Optional(Type.String()),
});
const readPage = async (world: MemoryWorld, name: string, command: object) =>
  check(pageForm, await perform(world, { name, command, as: people.auditor }));
const readEntries = async (name: string, id: string) => (await readPage(await buildFullWorld(), name, { id })).items;

describe.each(histories)('history by $name', ({ name, noun }) => {
  const id = ids[noun];

  it('starts with the first revision', async () => {
    expect(await readEntries(name, id)).toEqual(expect.arrayContaining([expect.objectContaining({ revision: 1 })]));
  });

  it('gives the same entries page by page as at once', async () => {
    const world = await buildFullWorld();
    const all = await readPage(world, name, { id });
    const items: object[] = [];
    let cursor: string | undefined;
    do {
      const page = await readPage(world, name, { id, limit: 1, ...(cursor !== undefined && { cursor }) });
      expect(page.items).toHaveLength(1);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(items).toEqual(all.items);
    expect(all.next).toBeUndefined();
  });
});

describe('entries of a history', () => {
  it.each([
    ['a listing', 'GetListingHistory', ids.listing, ['head', 'stance/authority', 'stance/operator']],
    ['an authorisation', 'GetAuthorisationHistory', ids.authorisation, ['head', 'stance/operator', 'stance/provider']],
    ['a trade', 'GetTradeHistory', ids.trade, ['clearing', 'head', 'price/buyer', 'price/provider']],
    ['a delivery', 'GetDeliveryHistory', ids.delivery, ['head']],
  ])('names the record of each entry in the history of %s', async (_, name, id, records) => {
    const entries = await readEntries(name, id);
    expect([...new Set(entries.map(({ of }) => of))].sort()).toEqual(records);
  });

  it.each(histories)('numbers the revisions of each record from 1: $name', async ({ name, noun }) => {
    const entries = await readEntries(name, ids[noun]);
    for (const record of new Set(entries.map(({ of }) => of))) {
      const revisions = entries.filter(({ of }) => of === record).map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    }
  });
});

describe('page of a history', () => {
  const name = 'GetAuthorisationHistory';
  const { authorisation: id } = ids;

  it('gives at most as many entries as asked for, as the exchange allows, and 50 by default', async () => {
    const world = await buildWorld(...paths.listed, steps.request);
    for (let round = 0; round < 30; round += 1) for (const step of [steps.offer, steps.counter]) await step(world);
    const first = await readPage(world, name, { id });
    expect([first.items.length, first.next !== undefined]).toEqual([50, true]);
    expect((await readPage(world, name, { id, limit: 7 })).items).toHaveLength(7);
    const { revision } = await world.perform('SetParameters', { parameters: { pageLimit: 3 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    expect((await readPage(world, name, { id, limit: 7 })).items).toHaveLength(3);
  });

  it('goes on with what was not shown, although another record changed in between', async () => {
    const world = await buildWorld(...paths.listed, steps.request, steps.providerApproves);
    const { items, next = '' } = await readPage(world, name, { id, limit: 2 });
    await steps.operatorApproves(world);
    const rest = await readPage(world, name, { id, cursor: next });
    const entries = [...items, ...rest.items].map(({ of, revision }) => `${of} ${String(revision)}`);
    expect(entries.toSorted()).toEqual(['head 1', 'stance/operator 1', 'stance/operator 2', 'stance/provider 1', 'stance/provider 2']);
  });

  it('refuses the cursor of another history, of a list or of nothing', async () => {
    const world = await buildFullWorld();
    const { next = '' } = await readPage(world, name, { id, limit: 1 });
    const ofTrade = await readPage(world, 'GetTradeHistory', { id: ids.trade, limit: 1 });
    for (const cursor of ['00', 'zz', ofTrade.next ?? '', Buffer.from('\u0000listing\u0000lst-1\u0000').toString('hex')])
      await expect(readPage(world, name, { id, cursor })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    await expect(readPage(world, 'GetTradeHistory', { id: ids.trade, cursor: next })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

describe('history of a hidden object', () => {
  it.each(histories.filter(({ noun }) => noun in worldsOfStrangers))(
    'answers $name as if the object were absent',
    async ({ name, noun }) => {
      const world = await (worldsOfStrangers[noun] ?? buildFullWorld)();
      const asked = await ask(world, name, ids[noun], people.otherBuyer);
      expect(asked).toMatchObject({ code: matchPattern(/_NOT_FOUND$/) });
      expect(asked).toEqual(await ask(world, name, ids[noun].replace(/.$/, '9'), people.otherBuyer));
    },
  );
});

it('declares a history for every noun with a lifecycle', () => {
  const nouns = allTransactions.filter(({ verb }) => verb === 'history').map(({ noun }) => noun);
  expect(nouns.sort()).toEqual(Object.keys(lifecycles).sort());
});
