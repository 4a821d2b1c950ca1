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
const buildFullWorld = () => buildWorld(...done, steps.register, ...paths.mandated);
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
const entriesForm = Type.Array(Type.Object({ of: Type.String(), revision: Type.Number() }));
const readEntries = async (name: string, id: string) => check(entriesForm, await ask(await buildFullWorld(), name, id, people.auditor));

describe.each(histories)('history by $name', ({ name, noun }) => {
  const id = ids[noun];

  it('starts with the first revision', async () => {
    expect(await ask(await buildFullWorld(), name, id, people.auditor)).toEqual(
      expect.arrayContaining([expect.objectContaining({ revision: 1 })]),
    );
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
