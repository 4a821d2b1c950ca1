import { Refusal, allTransactions, byNoun, type AnyTransaction, type TransactionName } from '@databund/chaincode/model';
import { lives, type Noun } from '../support/life-tables';
import { deeds as d, ids, slipTransient, standingOf, worldAfter } from '../support/lives';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const listed = [d.create, d.submit, d.approve, d.endNotice];
const granted = [...listed, d.request, d.providerApproves, d.operatorApproves, d.order, d.providerPrices, d.buyerPrices, d.fund];
const worlds = [granted, [...granted, d.activate, d.open], [...granted, d.activate, d.open, d.mismatch, d.openDispute]];
/** The members of inputs that name what only its parties and those who oversee may see. */
const hidden: Readonly<Record<string, string>> = {
  authorisation: ids.authorisation,
  trade: ids.trade,
  delivery: ids.delivery,
  dispute: ids.dispute,
};
const strangers = [people.otherProvider, people.otherBuyer];
const absentOf = (id: string) => id.replace(/.$/, '9');

async function outcome(world: MemoryWorld, name: TransactionName, command: object, as: Person): Promise<unknown> {
  try {
    return await world.perform(name, command, as, slipTransient());
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, details: error.details };
    throw error;
  }
}

/** Commands upon the objects that are there, by every transaction that names a hidden one. */
async function commandsOn(world: MemoryWorld): Promise<readonly { name: TransactionName; command: Readonly<Record<string, unknown>> }[]> {
  const standing = await standingOf(world);
  return (Object.entries(byNoun) as [Noun, Readonly<Record<string, AnyTransaction>>][]).flatMap(([noun, verbs]) =>
    Object.values(verbs)
      .filter(({ input }) => Object.keys(input.properties as object).some((member) => namesHidden(noun, member)))
      .map((transaction) => {
        const { properties } = transaction.input as unknown as { readonly properties: object };
        const given: Record<string, unknown> = { ...lives[noun].commands[transaction.verb]?.(standing) };
        for (const member of Object.keys(properties)) if (namesHidden(noun, member)) given[member] ??= hidden[hiddenNoun(noun, member)];
        return { name: transaction.name as TransactionName, command: given };
      }),
  );
}

const nounsOf: Readonly<Record<string, string>> = { replaces: 'delivery', renews: 'authorisation' };
const hiddenNoun = (noun: string, member: string) => (member === 'id' ? noun : (nounsOf[member] ?? member));
const namesHidden = (noun: string, member: string) => hiddenNoun(noun, member) in hidden;

/** A command by a stranger, and the same with an absent object in place of one that is there. */
async function pairsIn(world: MemoryWorld) {
  return (await commandsOn(world)).flatMap(({ name, command }) =>
    Object.entries(command)
      .filter(([, id]) => Object.values(hidden).includes(id as string))
      .flatMap(([member, id]) =>
        strangers.map((stranger) => ({ name, stranger, command, absent: { ...command, [member]: absentOf(id as string) } })),
      ),
  );
}

describe('who has no right to an object', () => {
  it('cannot tell it from one that is absent, by whatever transaction names it', async () => {
    let compared = 0;
    for (const deeds of worlds) {
      const world = await worldAfter(...deeds);
      for (const { name, stranger, command, absent } of await pairsIn(world)) {
        expect([name, absent, await outcome(world, name, command, stranger)]).toEqual([
          name,
          absent,
          await outcome(world, name, absent, stranger),
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(allTransactions.length);
  });
});
