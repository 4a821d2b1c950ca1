import { allTransactions } from '@databund/model';
import { findTransaction, tryPerform } from '../support/dynamic-call';
import { buildWorld, copyWorld, expectOutcome, lifecycles, makeSlipTransient, readObjectValues } from '../support/lifecycles';
import { participants, people } from '../support/memory-world';
import { listKeys } from '../support/values';

const nouns = listKeys(lifecycles);
const states = nouns.flatMap((noun) => Object.entries(lifecycles[noun].states).map(([name, state]) => ({ noun, name, state })));

describe('lifecycle tables', () => {
  it.each(states)('gives each actor exactly the outcome of the table: $noun $name', async ({ noun, state }) => {
    const lifecycle = lifecycles[noun];
    const world = await buildWorld(...state.by);
    const values = await readObjectValues(world);
    const before = world.serialize();
    const actual: string[] = [];
    const expected: string[] = [];
    for (const [action, makeCommand] of Object.entries(lifecycle.commands)) {
      const { name } = findTransaction(noun, action);
      for (const actor of participants) {
        const outcome = expectOutcome(lifecycle, state, action, actor);
        const call = { name, command: makeCommand(values), as: people[actor], transient: makeSlipTransient() };
        // A refusal must not change the world, so only what the table allows needs a copy.
        expected.push(`${actor} ${action}: ${outcome}`);
        actual.push(`${actor} ${action}: ${await tryPerform(outcome === 'done' ? copyWorld(world) : world, call)}`);
      }
    }
    expect(actual).toEqual(expected);
    expect(world.serialize()).toBe(before);
  });

  it('lists 9,160 combinations of state, action and actor', () => {
    const cells = states.map(({ noun }) => Object.keys(lifecycles[noun].commands).length * participants.length);
    expect(cells.reduce((sum, count) => sum + count, 0)).toBe(9_160);
  });

  it.each(nouns)('lists a command for every action that writes to an existing %s', (noun) => {
    const submits = allTransactions.filter((each) => each.noun === noun && each.kind === 'submit' && each.address.length > 0);
    expect(Object.keys(lifecycles[noun].commands).sort()).toEqual(submits.map(({ verb }) => verb).sort());
  });

  it('lists a lifecycle for every noun but the exchange, refusals and texts', () => {
    const others = new Set(allTransactions.map(({ noun }) => noun));
    expect([...others].filter((noun) => !['exchange', 'refusal', 'text'].includes(noun)).sort()).toEqual([...nouns].sort());
  });
});
