import { allTransactions, type Change, type TransactionName } from '@databund/chaincode/model';
import { lives, type Noun } from '../support/life-tables';
import { deeds as d, ids, worldAfter } from '../support/lives';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const traded = [d.create, d.submit, d.approve, d.endNotice, d.request, d.providerApproves, d.operatorApproves, d.order];
const done = [...traded, d.providerPrices, d.buyerPrices, d.fund, d.activate, d.open, d.openDispute];
const worldOfAll = () =>
  worldAfter(...done, d.register, d.createResource, d.submitResource, d.giveNotice, d.registerResource, d.grantMandate);
const histories = allTransactions.filter(({ verb }) => verb === 'history').map(({ name, noun }) => ({ name, noun: noun as Noun }));
const hidden: readonly Noun[] = ['authorisation', 'trade', 'delivery', 'dispute'];

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

  it('of a hidden object looks absent, whatever the peer has of it', async () => {
    const world = joinedLater(await worldOfAll(), () => []);
    if (!hidden.includes(noun)) return;
    expect(await ask(world, name, id, people.otherBuyer)).toEqual(await ask(world, name, id.replace(/.$/, '9'), people.otherBuyer));
  });
});

it('there is a history of every life', () => {
  expect(histories.map(({ noun }) => noun).sort()).toEqual(Object.keys(lives).sort());
});
