import { ExchangeError, allTransactions, byNoun, type AnyTransaction, type TransactionName } from '@databund/model';
import {
  buildWorld,
  ids,
  lifecycles,
  makeSlipTransient,
  type Noun,
  readStanding,
  type Step,
  steps,
  usualTerms,
} from '../support/lifecycles';
import { contentWith } from '../support/listings';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const listed = [steps.create, steps.submit, steps.approve, steps.endNotice];
const granted = [
  ...listed,
  steps.request,
  steps.providerApproves,
  steps.operatorApproves,
  steps.order,
  steps.providerPrices,
  steps.buyerPrices,
  steps.fund,
];
/** The members of inputs that name what is kept from some: each with the id that is there. */
type Hidden = Readonly<Record<string, string>>;
interface Veiled {
  readonly path: readonly Step[];
  readonly hidden: Hidden;
  readonly strangers: readonly Person[];
}
const ofParties = {
  hidden: { authorisation: ids.authorisation, trade: ids.trade, delivery: ids.delivery, dispute: ids.dispute },
  strangers: [people.otherProvider, people.otherBuyer],
};
const ofItsProvider = {
  hidden: { listing: ids.listing },
  strangers: [people.otherProvider, people.buyer, people.otherBuyer, people.arbiter],
};
const worlds: readonly Veiled[] = [
  { path: granted, ...ofParties },
  { path: [...granted, steps.activate, steps.open], ...ofParties },
  { path: [...granted, steps.activate, steps.open, steps.mismatch, steps.openDispute], ...ofParties },
  { path: [steps.create], ...ofItsProvider },
  { path: [steps.create, steps.submit], ...ofItsProvider },
];
const absentOf = (id: string) => id.replace(/.$/, '9');

/** What commands must have, whatever they name. */
const filling = { version: 1, revision: 1, content: contentWith(), terms: usualTerms };

async function outcome(world: MemoryWorld, name: TransactionName, command: object, as: Person): Promise<unknown> {
  try {
    return await world.perform(name, command, as, makeSlipTransient());
  } catch (error) {
    if (error instanceof ExchangeError) return { code: error.code, details: error.details };
    throw error;
  }
}

/** Commands upon the objects that are there, by every transaction that names a hidden one. */
async function commandsOn(
  world: MemoryWorld,
  hidden: Hidden,
): Promise<readonly { name: TransactionName; command: Readonly<Record<string, unknown>> }[]> {
  const standing = await readStanding(world);
  return (Object.entries(byNoun) as [Noun, Readonly<Record<string, AnyTransaction>>][]).flatMap(([noun, verbs]) =>
    Object.values(verbs)
      .filter(({ input }) => Object.keys(input.properties as object).some((member) => hiddenNoun(noun, member) in hidden))
      .filter(({ address, kind }) => kind === 'evaluate' || address.length > 0 || !(noun in hidden)) // Whose id is taken must be told.

      .map((transaction) => {
        const { properties } = transaction.input as unknown as { readonly properties: object };
        const given: Record<string, unknown> = { ...filling, ...lifecycles[noun].commands[transaction.verb]?.(standing) };
        for (const member of Object.keys(properties)) {
          const id = hidden[hiddenNoun(noun, member)];
          if (id !== undefined) given[member] ??= id;
        }
        return { name: transaction.name as TransactionName, command: given };
      }),
  );
}

const nounsOf: Readonly<Record<string, string>> = { replaces: 'delivery', renews: 'authorisation' };
const hiddenNoun = (noun: string, member: string) => (member === 'id' ? noun : (nounsOf[member] ?? member));

/** A command by a stranger, and the same with an absent object in place of one that is there. */
async function pairsIn(world: MemoryWorld, { hidden, strangers }: Veiled) {
  return (await commandsOn(world, hidden)).flatMap(({ name, command }) =>
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
    for (const veiled of worlds) {
      const world = await buildWorld(...veiled.path);
      for (const { name, stranger, command, absent } of await pairsIn(world, veiled)) {
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
