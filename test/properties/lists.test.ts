import { Type } from '@sinclair/typebox';
import {
  hashBytes,
  keys,
  transactions,
  type AnswerOf,
  type CommandOf,
  type Key,
  type Reader,
  type Recorded,
  type TransactionName,
} from '@databund/model';
import { iteratePages } from '@databund/client';
import { listMembers, perform, requireName } from '../support/dynamic-call';
import { check } from '../support/json';
import { collect } from '../support/values';
import { amountHash, buildWorld, ids, paths, slip, steps, usualTerms } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { MemoryWorld, people, type Person } from '../support/memory-world';
import { recordRefusal } from '../support/record-refusal';
import { replaceNames } from '../support/values';
import { matchPattern } from '../support/matchers';

const { listed } = paths;
const traded = [steps.request, ...paths.granting, ...paths.trading, steps.open, steps.openDispute];
const makeAnother = (id: string) => id.replace(/.$/, '2');
const makeAbsent = (id: string) => id.replace(/.$/, '9');

/** A view of a world in which steps are about other objects. */
class RenamedWorld extends MemoryWorld {
  constructor(
    private readonly world: MemoryWorld,
    private readonly names: readonly (readonly [string, string])[],
  ) {
    super();
  }

  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return this.world.find(replaceNames(key, this.names));
  }

  override openSession(): Reader {
    const session = this.world.openSession();
    return {
      find: (key) => session.find(replaceNames(key, this.names)),
      hasAnchor: (mspId, key, step) => session.hasAnchor(mspId, replaceNames(key, this.names), step),
      isStored: (key) => session.isStored(replaceNames(key, this.names)),
    };
  }

  override perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    return this.world.perform(name, replaceNames(command, this.names), as, transient && replaceNames(transient, this.names));
  }
}

/** Builds a world with two of everything that only its parties and those who oversee may see. */
async function buildDoubleWorld(): Promise<MemoryWorld> {
  const world = await buildWorld(...listed, ...traded);
  const renewed = [ids.authorisation, ids.trade, ids.delivery, ids.dispute].map((id) => [id, makeAnother(id)] as const);
  const price = [amountHash.value, hashBytes(slip.replace(ids.trade, makeAnother(ids.trade))).value] as const;
  for (const each of traded) await each(new RenamedWorld(world, [...renewed, price]));
  const refused = { transaction: 'CancelTrade', input: { id: makeAbsent(ids.trade), revision: 1 } };
  await recordRefusal(world, refused, people.buyer);
  await recordRefusal(world, refused, people.buyer);
  return world;
}

const pageForm = Type.Object({
  items: Type.Array(Type.Object({ id: Type.Optional(Type.String()) })),
  next: Type.Optional(Type.String()),
});
const list = (world: MemoryWorld, name: string, as: Person) => async (command: object) =>
  check(pageForm, await perform(world, { name, command, as }));

/** The lists of objects that are hidden from strangers. */
const hiddenLists = ['ListAuthorisations', 'ListTrades', 'ListDeliveries', 'ListDisputes', 'ListRefusals'];
const listFilters = (name: string): readonly string[] =>
  listMembers(transactions[requireName(name)].input).filter((member) => member !== 'limit' && member !== 'cursor');
/** Values of filters that match existing objects. */
const filterValues: Readonly<Record<string, string>> = {
  ...ids,
  buyer: people.buyer.participantId,
  provider: people.provider.participantId,
  participant: people.buyer.participantId,
};

describe.each(hiddenLists)('list by %s', (name) => {
  const filters = listFilters(name);

  it('shows a stranger nothing, not even that there are more pages', async () => {
    const world = await buildDoubleWorld();
    for (const stranger of [people.otherProvider, people.otherBuyer, people.assessor]) {
      const ask = list(world, name, stranger);
      expect(await ask({ limit: 1 })).toEqual({ items: [] });
      for (const filter of filters) expect(await ask({ [filter]: filterValues[filter], limit: 1 })).toEqual({ items: [] });
    }
  });

  it('returns the same items in pages of one as on one page, to parties and to those who oversee', async () => {
    const world = await buildDoubleWorld();
    for (const as of [people.buyer, people.auditor]) {
      for (const asked of [{}, ...filters.map((filter) => ({ [filter]: filterValues[filter] }))]) {
        const whole = await list(world, name, as)(asked);
        const pages = await collect(iteratePages(list(world, name, as), { ...asked, limit: 1 }));
        expect([asked, whole.next, whole.items.length > 0]).toEqual([asked, undefined, true]);
        expect(pages).toEqual(whole.items);
      }
    }
  });

  it('rejects the cursor of another participant', async () => {
    const world = await buildDoubleWorld();
    const { next } = await list(world, name, people.buyer)({ limit: 1 });
    expect(next).toBeDefined();
    await expect(list(world, name, people.otherBuyer)({ limit: 1, cursor: next })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

describe('list for a participant that provides and buys', () => {
  const trader: Person = { ...people.provider, roles: ['provider', 'buyer'] };
  const numberId = (end: string) => ids.authorisation.replace(/.$/, end);
  const [sold, bought, foreign] = [numberId('1'), numberId('2'), numberId('3')];

  /** Builds a world in which a trader sells to a buyer and buys from a provider, which also sells to the buyer. */
  async function buildMarket(): Promise<MemoryWorld> {
    const world = await buildWorld(...listed);
    const others = new RenamedWorld(world, [
      [ids.listing, makeAnother(ids.listing)],
      [ids.authorisation, bought],
    ]);
    await others.perform('CreateListing', { id: ids.listing, content: makeContent() }, people.otherProvider);
    await others.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, people.otherProvider);
    for (const each of [steps.approve]) await each(others);
    const request = (id: string, of: string, as: Person) =>
      world.perform('RequestAuthorisation', { id, listing: of, version: 1, terms: usualTerms }, as);
    await request(sold, ids.listing, people.buyer);
    await request(bought, makeAnother(ids.listing), trader);
    await request(foreign, makeAnother(ids.listing), people.buyer);
    return world;
  }

  it('lists both sides with one cursor, and each side by its filter', async () => {
    const world = await buildMarket();
    const [seller, me] = [people.otherProvider.participantId, trader.participantId];
    const found = async (asked: object) =>
      (await collect(iteratePages(list(world, 'ListAuthorisations', trader), { ...asked, limit: 1 }))).map(({ id }) => id);
    expect(await found({})).toEqual([sold, bought]);
    expect(await found({ buyer: me })).toEqual([bought]);
    expect(await found({ provider: me })).toEqual([sold]);
    expect(await found({ buyer: people.buyer.participantId })).toEqual([sold]);
    expect(await found({ provider: seller })).toEqual([bought]);
    expect(await found({ provider: seller, buyer: people.buyer.participantId })).toEqual([]);
    expect(await found({ provider: me, buyer: me })).toEqual([]);
  });
});

describe('public list with hidden entries', () => {
  const numberId = (number: number) => `lst-${String(number).padStart(26, '0')}`;
  const draft = (world: MemoryWorld, number: number) =>
    world.perform('CreateListing', { id: numberId(number), content: makeContent() }, people.otherProvider);

  it('skips hidden entries, and ends when no more are visible', async () => {
    const world = await buildWorld(...listed);
    for (const number of [2, 3, 4]) await draft(world, number);
    const ask = list(world, 'ListListings', people.buyer);
    expect(await ask({ limit: 1 })).toEqual({ items: [expect.objectContaining({ id: ids.listing })] });
    expect((await ask({ provider: people.otherProvider.participantId, limit: 1 })).next).toBeUndefined();
    expect((await list(world, 'ListListings', people.otherProvider)({ limit: 2 })).items).toHaveLength(2);
  });

  it('reads a limited number of entries per page, and continues on the next page', async () => {
    const world = await buildWorld();
    for (let number = 0; number < 600; number += 1) await draft(world, number);
    const { id, ...version } = { id: numberId(600), version: 1 };
    const { revision } = await draft(world, 600);
    await world.perform('SubmitListing', { id, ...version, revision }, people.otherProvider);
    await world.perform('ApproveListing', { id, ...version, revision: 2 }, people.operator);
    const first = await list(world, 'ListListings', people.buyer)({});
    expect([first.items, first.next === undefined]).toEqual([[], false]);
    let page = first;
    while (page.next !== undefined) page = await list(world, 'ListListings', people.buyer)({ cursor: page.next });
    expect(page.items).toMatchObject([{ id }]);
  });
});

describe('size of a page', () => {
  it("limits a page to the exchange's parameter", async () => {
    const world = await buildWorld();
    await world.perform('SetParameters', { parameters: { pageLimit: 3 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    const { items, next } = await list(world, 'ListPresets', people.buyer)({ limit: 200 });
    expect([items.length, next === undefined]).toEqual([3, false]);
  });
});

describe('authorisation whose slots are used', () => {
  it('stays ACTIVE with its slots counted, in a list as alone and for a step', async () => {
    const world = await buildWorld(...listed, ...traded.slice(0, -1));
    await world.perform('OpenDelivery', { id: makeAnother(ids.delivery), authorisation: ids.authorisation }, people.buyer);
    const { items } = await world.perform('ListAuthorisations', {}, people.buyer);
    const { termsHash, ...rest } = await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);
    expect(items).toEqual([{ termsHash, ...rest }]);
    expect(items).toMatchObject([{ state: 'ACTIVE', slotsUsed: usualTerms.count }]);
    const suspended = await world.perform('SuspendAuthorisation', { id: ids.authorisation, termsHash }, people.provider);
    expect(suspended).toMatchObject({ state: 'SUSPENDED' });
  });
});

describe('list about a hidden object', () => {
  it('answers as if the object were absent, with any cursor', async () => {
    const world = await buildWorld(...listed, ...traded, steps.createResource);
    await world.perform('CreateListing', { id: makeAnother(ids.listing), content: makeContent() }, people.provider);
    const asked = [
      ['ListDeliveryWindows', ids.delivery, {}],
      ['ListObjections', makeAnother(ids.listing), { version: 1 }],
      ['ListResourceObjections', ids.resource, {}],
    ] as const;
    for (const [name, id, more] of asked) {
      const expectRefusal = (of: string) =>
        list(world, name, people.otherBuyer)({ id: of, ...more, cursor: 'xx' }).catch((error: unknown) => error);
      expect(await expectRefusal(id)).toEqual(await expectRefusal(makeAbsent(id)));
      expect(await expectRefusal(id)).toMatchObject({ code: matchPattern(/_NOT_FOUND$/) });
    }
    expect(await world.find(keys.delivery(ids.delivery))).toBeDefined();
  });
});
