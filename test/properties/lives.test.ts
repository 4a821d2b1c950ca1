import { ExchangeError, byNoun, type AnyTransaction, type TransactionName } from '@databund/model';
import { lives, type Noun } from '../support/life-tables';
import { slipTransient, standingOf, worldAfter } from '../support/lives';
import { participants, people, type MemoryWorld, type Person } from '../support/memory-world';

/** The codes with which a forbidden cell may be refused: never another, never a bare failure. */
const refusals =
  /^(LISTING_NOT_FOUND|OBJECTION_NOT_FOUND|AUTHORISATION_NOT_FOUND|TRADE_NOT_FOUND|DELIVERY_NOT_FOUND|DISPUTE_NOT_FOUND|APPEALED_BEFORE|RESOURCE_NOT_FOUND|NOT_PERMITTED|ACTION_NOT_ALLOWED|VERSION_IN_PROGRESS|ALREADY_EXISTS|SELF_DEALING|NOT_YET_DUE|DESIGNATION_NOT_FOUND|PROPOSAL_NOT_FOUND|NOT_A_FEED|NOTHING_SENT|WINDOW_NOT_FOUND|WINDOW_CLOSED)$/;

const cells = Object.entries(lives).flatMap(([noun, { states, commands }]) =>
  Object.entries(states).flatMap(([state, { by, may }]) =>
    Object.keys(commands).flatMap((action) =>
      participants.map((actor) => ({ noun: noun as Noun, state, action, actor, by, allowed: (may[action] ?? []).includes(actor) })),
    ),
  ),
);

async function attempt(world: MemoryWorld, noun: Noun, action: string, as: Person): Promise<string> {
  const transaction = (byNoun[noun] as Readonly<Record<string, AnyTransaction>>)[action];
  const command = lives[noun].commands[action]?.(await standingOf(world));
  try {
    await world.perform(transaction?.name as TransactionName, command as never, as, slipTransient());
    return 'done';
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

describe('every state × action × actor', () => {
  it.each(Object.keys(lives) as Noun[])(
    'of a %s is allowed where the rules say so, and else refused with a code and without a trace',
    async (noun) => {
      for (const { state, action, actor, by, allowed } of cells.filter((cell) => cell.noun === noun)) {
        const world = await worldAfter(...by);
        const before = world.snapshot();
        const outcome = await attempt(world, noun, action, people[actor]);
        const cell = `${state}: ${actor} ${action} → ${outcome}`;
        if (allowed) {
          expect(cell).toBe(`${state}: ${actor} ${action} → done`);
          continue;
        }
        expect(cell).toMatch(new RegExp(`→ ${refusals.source.slice(1)}`));
        expect(world.snapshot()).toBe(before);
      }
    },
  );

  it('covers every action of every life', () => {
    for (const [noun, verbs] of Object.entries(byNoun)) {
      if (noun === 'exchange' || noun === 'refusal') continue; // Neither has a life of this kind.
      const actions = Object.values(verbs).filter(({ kind, address }: AnyTransaction) => kind === 'submit' && address.length > 0);
      expect(Object.keys(lives[noun as Noun].commands).sort()).toEqual(actions.map(({ verb }: AnyTransaction) => verb).sort());
    }
    expect(cells.length).toBeGreaterThan(1_000);
  });
});
