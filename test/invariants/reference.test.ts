import { lifecycles } from '../support/lifecycles';
import { manyStepsTimeoutMs } from '../support/timeouts';
import { listKeys } from '../support/values';
import { Lane } from './lane';
import { MemoryGround } from './memory-ground';
import { makePlan } from './plan';
import { rules } from './reference';
import { Tally } from './tally';

jest.setTimeout(manyStepsTimeoutMs);

/** The steps without a story: nobody pins a certificate, so there is nothing to release, and no dispute lasts for a ruling period. */
const withoutStory = ['requestPinRelease', 'agreePinRelease', 'refusePinRelease', 'releasePins', 'appoint'];

const seeds = [1, 2, 3];
const walks = new Map<number, ReturnType<typeof walkInMemory>>();

/** Walks 800 steps, once for each seed. */
function walk(seed: number): ReturnType<typeof walkInMemory> {
  const walking = walks.get(seed) ?? walkInMemory(seed, 800);
  walks.set(seed, walking);
  return walking;
}

/** Ends of transactions that a break of a rule would change, or that need two participants. */
const mustOccur = [
  ['CONTENT_INCOMPLETE', 'SubmitListing'],
  ['LISTING_STOPPED', 'OpenDelivery'],
  ['OVER_THE_CEILING', 'ApproveListing'],
  ['SELF_DEALING', 'RequestAuthorisation'],
  ['QUOTA_EXCEEDED', 'RecordRefusal'],
  ['PARTICIPANT_NOT_ACTIVE', 'CreateListing'],
  ['done', 'SucceedParticipant'],
  ['done', 'WithdrawStanding'],
  ['STANDING_NOT_APPLICABLE', 'RequestAuthorisation'],
] as const;

describe('reference of the rules', () => {
  it.each(listKeys(lifecycles))('defines a rule for every action in the lifecycle of a %s', (noun) => {
    const actions = Object.keys(lifecycles[noun].commands).filter((action) => !withoutStory.includes(action));
    const known = { ...rules[noun], ...(noun === 'listing' && rules.designation) };
    expect(actions.filter((action) => !(action in known))).toEqual([]);
  });

  it.each(seeds)('agrees with the rules in memory about every step of random stories with seed %i', async (seed) => {
    const { tally } = await walk(seed);
    expect([...tally.disagreements, ...tally.leaks]).toEqual([]);
    expect(tally.refused / (tally.done + tally.refused)).toBeGreaterThan(0.2);
  });

  it.each(mustOccur)('reaches in some of these stories %s of %s', async (end, name) => {
    const reached = await Promise.all(seeds.map(walk));
    expect(reached.flatMap(({ ends }) => [...(ends.get(end) ?? [])])).toContain(name);
  });

  it('agrees with the rules in memory while notices last', async () => {
    const { tally } = await walkInMemory(4, 400, 24);
    expect([...tally.disagreements, ...tally.leaks]).toEqual([]);
  });
});

async function walkInMemory(seed: number, steps: number, noticePeriodHours = 0): Promise<{ tally: Tally; ends: MemoryGround['ends'] }> {
  const tally = new Tally();
  const ground = await MemoryGround.open({ noticePeriodHours });
  const { cast } = ground;
  const plan = makePlan(seed, { steps, lanes: 8 });
  const common = { lanes: 8, ground, cast, tally, hasNotice: noticePeriodHours > 0 };
  for (const [number, decisions] of plan.entries()) await new Lane({ ...common, number }).walk(decisions);
  return { tally, ends: ground.ends };
}
