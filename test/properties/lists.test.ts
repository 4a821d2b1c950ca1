import { allTransactions, hashBytes, keys, type AnyTransaction, type Page, type TransactionName } from '@databund/model';
import { eachOf } from '@databund/client';
import { gather } from '../support/gather';
import { amountHash, buildWorld, ids, slip, steps, usualTerms } from '../support/lifecycles';
import { contentWith } from '../support/listings';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { renamed } from '../support/renamed';

const listed = [steps.create, steps.submit, steps.approve, steps.endNotice];
const traded = [
  steps.request,
  steps.providerApproves,
  steps.operatorApproves,
  steps.order,
  steps.providerPrices,
  steps.buyerPrices,
  steps.fund,
  steps.activate,
  steps.open,
  steps.openDispute,
];
const another = (id: string) => id.replace(/.$/, '2');
const absent = (id: string) => id.replace(/.$/, '9');

/** The same world, in which the deeds are about other objects. */
function elsewhere(world: MemoryWorld, names: readonly (readonly [string, string])[]): MemoryWorld {
  const view = Object.create(world) as MemoryWorld;
  view.find = (key) => world.find(renamed(key, names));
  view.perform = (name, command, as, transient) => world.perform(name, renamed(command, names), as, transient && renamed(transient, names));
  return view;
}

/** Two of everything that only its parties and those who oversee may see. */
async function worldOfTwo(): Promise<MemoryWorld> {
  const world = await buildWorld(...listed, ...traded);
  const renewed = [ids.authorisation, ids.trade, ids.delivery, ids.dispute].map((id) => [id, another(id)] as const);
  const price = [amountHash.value, hashBytes(slip.replace(ids.trade, another(ids.trade))).value] as const;
  for (const each of traded) await each(elsewhere(world, [...renewed, price]));
  const refused = { transaction: 'CancelTrade', command: { id: absent(ids.trade), revision: 1 } };
  await world.perform('RecordRefusal', refused, people.buyer);
  await world.perform('RecordRefusal', refused, people.buyer);
  return world;
}

type ListAnswer = Page<{ readonly id?: string; readonly txId?: string; readonly state?: string }>;
const list = (world: MemoryWorld, name: string, as: Person) => async (command: object) =>
  (await world.perform(name as TransactionName, command, as)) as ListAnswer;

/** The lists that no address narrows, of what is hidden from strangers. */
const hiddenLists = ['ListAuthorisations', 'ListTrades', 'ListDeliveries', 'ListDisputes', 'ListRefusals'];
const filtersOf = (name: string): readonly string[] => {
  const { input } = allTransactions.find((each) => each.name === name) as AnyTransaction;
  return Object.keys(input.properties as object).filter((member) => member !== 'limit' && member !== 'cursor');
};
/** What a filter may name that is there. */
const there: Readonly<Record<string, string>> = {
  ...ids,
  buyer: people.buyer.participantId,
  provider: people.provider.participantId,
  participant: people.buyer.participantId,
};

describe.each(hiddenLists)('%s', (name) => {
  const filters = filtersOf(name);

  it('tells a stranger nothing of what others have, not even that there is more', async () => {
    const world = await worldOfTwo();
    for (const stranger of [people.otherProvider, people.otherBuyer, people.assessor]) {
      const ask = list(world, name, stranger);
      expect(await ask({ limit: 1 })).toEqual({ items: [] });
      for (const filter of filters) expect(await ask({ [filter]: there[filter], limit: 1 })).toEqual({ items: [] });
    }
  });

  it('gives parties and those who oversee the same on pages of one as on one page', async () => {
    const world = await worldOfTwo();
    for (const as of [people.buyer, people.auditor]) {
      for (const asked of [{}, ...filters.map((filter) => ({ [filter]: there[filter] }))]) {
        const whole = await list(world, name, as)(asked);
        const pages = await gather(eachOf(list(world, name, as), { ...asked, limit: 1 }));
        expect([asked, whole.next, whole.items.length > 0]).toEqual([asked, undefined, true]);
        expect(pages).toEqual(whole.items);
      }
    }
  });

  it('takes no cursor of another’s', async () => {
    const world = await worldOfTwo();
    const { next } = await list(world, name, people.buyer)({ limit: 1 });
    expect(next).toBeDefined();
    await expect(list(world, name, people.otherBuyer)({ limit: 1, cursor: next })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

describe('who both provides and buys', () => {
  const trader: Person = { ...people.provider, roles: ['provider', 'buyer'] };
  const [sold, bought, foreign] = ['1', '2', '3'].map((end) => ids.authorisation.replace(/.$/, end)) as [string, string, string];

  /** Sells to one, buys of another, and of the two the one sells to the other. */
  async function market(): Promise<MemoryWorld> {
    const world = await buildWorld(...listed);
    const others = elsewhere(world, [
      [ids.listing, another(ids.listing)],
      [ids.authorisation, bought],
    ]);
    await others.perform('CreateListing', { id: ids.listing, content: contentWith() }, people.otherProvider);
    await others.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, people.otherProvider);
    for (const each of [steps.approve, steps.endNotice]) await each(others);
    const request = (id: string, of: string, as: Person) =>
      world.perform('RequestAuthorisation', { id, listing: of, version: 1, terms: usualTerms }, as);
    await request(sold, ids.listing, people.buyer);
    await request(bought, another(ids.listing), trader);
    await request(foreign, another(ids.listing), people.buyer);
    return world;
  }

  it('finds both, by one cursor, and either by naming a side', async () => {
    const world = await market();
    const [seller, me] = [people.otherProvider.participantId, trader.participantId];
    const found = async (asked: object) =>
      (await gather(eachOf(list(world, 'ListAuthorisations', trader), { ...asked, limit: 1 }))).map(({ id }) => id);
    expect(await found({})).toEqual([sold, bought]);
    expect(await found({ buyer: me })).toEqual([bought]);
    expect(await found({ provider: me })).toEqual([sold]);
    expect(await found({ buyer: people.buyer.participantId })).toEqual([sold]);
    expect(await found({ provider: seller })).toEqual([bought]);
    expect(await found({ provider: seller, buyer: people.buyer.participantId })).toEqual([]);
    expect(await found({ provider: me, buyer: me })).toEqual([]);
  });
});

describe('a public list with hidden entries', () => {
  const numbered = (number: number) => `lst-${String(number).padStart(26, '0')}`;
  const draft = (world: MemoryWorld, number: number) =>
    world.perform('CreateListing', { id: numbered(number), content: contentWith() }, people.otherProvider);

  it('reads on past what is hidden, and ends where nothing more shows', async () => {
    const world = await buildWorld(...listed);
    for (const number of [2, 3, 4]) await draft(world, number);
    const ask = list(world, 'ListListings', people.buyer);
    expect(await ask({ limit: 1 })).toEqual({ items: [expect.objectContaining({ id: ids.listing })] });
    expect((await ask({ provider: people.otherProvider.participantId, limit: 1 })).next).toBeUndefined();
    expect((await list(world, 'ListListings', people.otherProvider)({ limit: 2 })).items).toHaveLength(2);
  });

  it('looks at so much a page, and goes on with the next', async () => {
    const world = await buildWorld();
    for (let number = 0; number < 600; number += 1) await draft(world, number);
    const { id, ...version } = { id: numbered(600), version: 1 };
    const { revision } = await draft(world, 600);
    await world.perform('SubmitListing', { id, ...version, revision }, people.otherProvider);
    await world.perform('ApproveListing', { id, ...version, revision: 2 }, people.operator);
    const first = await list(world, 'ListListings', people.buyer)({});
    expect([first.items, first.next === undefined]).toEqual([[], false]);
    expect((await list(world, 'ListListings', people.buyer)({ cursor: first.next })).items).toMatchObject([{ id }]);
  });
});

describe('a page', () => {
  it('is never longer than the exchange’s parameter says', async () => {
    const world = await buildWorld();
    await world.perform('SetParameters', { parameters: { pageLimit: 3 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    const { items, next } = await list(world, 'ListPresets', people.buyer)({ limit: 200 });
    expect([items.length, next === undefined]).toEqual([3, false]);
  });
});

describe('an authorisation whose slots are used up', () => {
  it('is EXHAUSTED in a list as it is on its own', async () => {
    const world = await buildWorld(...listed, ...traded.slice(0, -1));
    await world.perform('OpenDelivery', { id: another(ids.delivery), authorisation: ids.authorisation }, people.buyer);
    const { items } = await world.perform('ListAuthorisations', {}, people.buyer);
    expect(items).toEqual([await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer)]);
    expect(items).toMatchObject([{ state: 'EXHAUSTED', slotsUsed: usualTerms.count }]);
  });
});

describe('a list of what belongs to a hidden object', () => {
  it('looks absent with any cursor', async () => {
    const world = await buildWorld(...listed, ...traded, steps.createResource);
    await world.perform('CreateListing', { id: another(ids.listing), content: contentWith() }, people.provider);
    const asked = [
      ['ListDeliveryWindows', ids.delivery, {}],
      ['ListObjections', another(ids.listing), { version: 1 }],
      ['ListResourceObjections', ids.resource, {}],
    ] as const;
    for (const [name, id, more] of asked) {
      const refusal = (of: string) =>
        list(world, name, people.otherBuyer)({ id: of, ...more, cursor: 'xx' }).catch((error: unknown) => error);
      expect(await refusal(id)).toEqual(await refusal(absent(id)));
      expect(await refusal(id)).toMatchObject({ code: expect.stringMatching(/_NOT_FOUND$/) as string });
    }
    expect(await world.find(keys.delivery(ids.delivery))).toBeDefined();
  });
});
