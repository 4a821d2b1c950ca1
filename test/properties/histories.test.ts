import { allTransactions, type Change, type HistoryEntry, type TransactionName } from '@databund/model';
import { buildWorld, ids, lifecycles, type Noun, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const traded = [
  steps.create,
  steps.submit,
  steps.approve,
  steps.endNotice,
  steps.request,
  steps.providerApproves,
  steps.operatorApproves,
  steps.order,
];
const done = [...traded, steps.providerPrices, steps.buyerPrices, steps.fund, steps.activate, steps.open, steps.openDispute];
const worldOfAll = () =>
  buildWorld(
    ...done,
    steps.register,
    steps.createResource,
    steps.submitResource,
    steps.giveNotice,
    steps.registerResource,
    steps.grantMandate,
  );
const histories = allTransactions.filter(({ verb }) => verb === 'history').map(({ name, noun }) => ({ name, noun: noun as Noun }));
/** Where a stranger may not know that the object is there. */
const strangersWorlds: Readonly<Partial<Record<Noun, () => Promise<MemoryWorld>>>> = {
  listing: () => buildWorld(steps.create),
  resource: () => buildWorld(steps.createResource),
  authorisation: worldOfAll,
  trade: worldOfAll,
  delivery: worldOfAll,
  dispute: worldOfAll,
};

/** A world on a peer that keeps of each key’s history only what `kept` leaves. */
function joinedLater(world: MemoryWorld, kept: (changes: readonly Change[]) => readonly Change[]): MemoryWorld {
  const peer = Object.create(world) as MemoryWorld;
  peer.history = async (key) => kept(await world.history(key));
  return peer;
}

const ask = (world: MemoryWorld, name: string, id: string, as: Person) =>
  world.perform(name as TransactionName, { id }, as).catch((error: unknown) => error);

describe.each(histories)('$name', ({ name, noun }) => {
  const id = ids[noun];

  it('is told where the peer has all of it', async () => {
    expect(await ask(await worldOfAll(), name, id, people.auditor)).toEqual(
      expect.arrayContaining([expect.objectContaining({ revision: 1 })]),
    );
  });

  it.each([
    ['nothing', () => []],
    ['not the first change', (changes: readonly Change[]) => changes.slice(1)],
    ['not the newest', (changes: readonly Change[]) => changes.slice(0, -1)],
  ])('is HISTORY_INCOMPLETE where the peer has %s of it', async (_, kept) => {
    const world = joinedLater(await worldOfAll(), kept);
    expect(await ask(world, name, id, people.auditor)).toMatchObject({ code: 'HISTORY_INCOMPLETE' });
  });
});

describe('an entry of a history says of which record it is', () => {
  it.each([
    ['a listing', 'GetListingHistory', ids.listing, ['head', 'stance/authority', 'stance/operator']],
    ['an authorisation', 'GetAuthorisationHistory', ids.authorisation, ['head', 'stance/operator', 'stance/provider']],
    ['a trade', 'GetTradeHistory', ids.trade, ['clearing', 'head', 'price/buyer', 'price/provider']],
    ['a delivery', 'GetDeliveryHistory', ids.delivery, ['head']],
  ])('of %s', async (_, name, id, records) => {
    const entries = (await ask(await worldOfAll(), name, id, people.auditor)) as readonly HistoryEntry[];
    expect([...new Set(entries.map(({ of }) => of))].sort()).toEqual(records);
  });

  it.each(histories)('so that the revisions of each run from 1: $name', async ({ name, noun }) => {
    const entries = (await ask(await worldOfAll(), name, ids[noun], people.auditor)) as readonly HistoryEntry[];
    for (const record of new Set(entries.map(({ of }) => of))) {
      const revisions = entries.filter(({ of }) => of === record).map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    }
  });
});

describe('the history of a hidden object', () => {
  it.each(histories.filter(({ noun }) => noun in strangersWorlds))(
    'looks absent to $name, whatever the peer has of it',
    async ({ name, noun }) => {
      const world = joinedLater(await (strangersWorlds[noun] ?? worldOfAll)(), () => []);
      const asked = await ask(world, name, ids[noun], people.otherBuyer);
      expect(asked).toMatchObject({ code: expect.stringMatching(/_NOT_FOUND$/) as string });
      expect(asked).toEqual(await ask(world, name, ids[noun].replace(/.$/, '9'), people.otherBuyer));
    },
  );
});

it('there is a history of every life', () => {
  expect(histories.map(({ noun }) => noun).sort()).toEqual(Object.keys(lifecycles).sort());
});
