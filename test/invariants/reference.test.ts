import { lifecycles, type Noun } from '../support/lifecycles';
import { Lane } from './lane';
import { MemoryGround } from './memory-ground';
import { planOf } from './plan';
import { rules } from './reference';
import { Tally } from './tally';

describe('the reference', () => {
  it.each(Object.entries(lifecycles))('has a rule for every action of the life of a %s', (noun, { commands }) => {
    const known = { ...rules[noun as Noun], ...(noun === 'listing' && rules.designation) };
    expect(Object.keys(commands).filter((action) => !(action in known))).toEqual([]);
  });

  it.each([1, 2, 3])('agrees with the rules in memory about every step of random stories (seed %i)', async (seed) => {
    const { tally } = await walkInMemory(seed, 800);
    expect([...tally.disagreements, ...tally.told]).toEqual([]);
    expect(tally.refused / (tally.done + tally.refused)).toBeGreaterThan(0.2);
  });
});

async function walkInMemory(seed: number, steps: number): Promise<{ tally: Tally }> {
  const tally = new Tally();
  const ground = await MemoryGround.open();
  const { cast } = ground;
  const plan = planOf(seed, { steps, lanes: 8 });
  for (const [number, decisions] of plan.entries()) await new Lane({ number, lanes: 8, ground, cast, tally }).walk(decisions);
  return { tally };
}
