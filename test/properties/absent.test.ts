import { ExchangeError, allTransactions } from '@databund/model';
import { listMembers, perform } from '../support/dynamic-call';
import {
  buildWorld,
  ids,
  findLifecycle,
  makeSlipTransient,
  paths,
  readObjectValues,
  type Step,
  steps,
  usualTerms,
} from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { manyStepsTimeoutMs } from '../support/timeouts';

jest.setTimeout(manyStepsTimeoutMs);

const granted = [...paths.priced, steps.fund];
/** The members of inputs that name hidden objects, each with an existing id. */
type Hidden = Readonly<Record<string, string>>;
interface HiddenCall {
  readonly name: string;
  readonly command: Readonly<Record<string, unknown>>;
}
interface HiddenWorld {
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
const worlds: readonly HiddenWorld[] = [
  { path: granted, ...ofParties },
  { path: [...granted, steps.activate, steps.open], ...ofParties },
  { path: [...granted, steps.activate, steps.open, steps.mismatch, steps.openDispute], ...ofParties },
  { path: [steps.create], ...ofItsProvider },
  { path: [steps.create, steps.submit], ...ofItsProvider },
];
const makeAbsent = (id: string) => id.replace(/.$/, '9');

/** The members that many commands require. */
const filling = { version: 1, revision: 1, content: makeContent(), terms: usualTerms };

async function readOutcome(world: MemoryWorld, name: string, command: object, as: Person): Promise<unknown> {
  try {
    return await perform(world, { name, command, as, transient: makeSlipTransient() });
  } catch (error) {
    if (error instanceof ExchangeError) return { code: error.code, details: error.details };
    throw error;
  }
}

/** Makes the commands of all transactions that name a hidden object. */
async function makeCommands(world: MemoryWorld, hidden: Hidden): Promise<readonly HiddenCall[]> {
  const values = await readObjectValues(world);
  return (
    allTransactions
      .filter(({ noun, input }) => listMembers(input).some((member) => nameNoun(noun, member) in hidden))
      // A creation must report that an id is taken.
      .filter(({ noun, address, kind }) => kind === 'evaluate' || address.length > 0 || !(noun in hidden))
      .map(({ name, noun, verb, input }) => {
        const command: Record<string, unknown> = { ...filling, ...findLifecycle(noun)?.commands[verb]?.(values) };
        for (const member of listMembers(input)) {
          const id = hidden[nameNoun(noun, member)];
          if (id !== undefined) command[member] ??= id;
        }
        return { name, command };
      })
  );
}

const nounsOf: Readonly<Record<string, string>> = { replaces: 'delivery', renews: 'authorisation' };
const nameNoun = (noun: string, member: string) => (member === 'id' ? noun : (nounsOf[member] ?? member));

/** Pairs each command of a stranger with the same command about an absent object. */
async function matchCommands(world: MemoryWorld, { hidden, strangers }: HiddenWorld) {
  const isHidden = (id: unknown): id is string => Object.values<unknown>(hidden).includes(id);
  return (await makeCommands(world, hidden)).flatMap(({ name, command }) =>
    Object.entries(command).flatMap(([member, id]) => {
      if (!isHidden(id)) return [];
      return strangers.map((stranger) => ({ name, stranger, command, absent: { ...command, [member]: makeAbsent(id) } }));
    }),
  );
}

describe('objects that are hidden from strangers', () => {
  it('answers strangers as if a hidden object were absent, for every transaction that names it', async () => {
    let compared = 0;
    for (const hiddenWorld of worlds) {
      const world = await buildWorld(...hiddenWorld.path);
      for (const { name, stranger, command, absent } of await matchCommands(world, hiddenWorld)) {
        expect([name, absent, await readOutcome(world, name, command, stranger)]).toEqual([
          name,
          absent,
          await readOutcome(world, name, absent, stranger),
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(allTransactions.length);
  });
});
