import { ids } from '../support/lifecycles';
import { callOf, viewKeys } from './commands';
import { chosen, type Decision } from './plan';
import { canRace, classicsAmong, endingsOf, type Ending } from './race';
import { chooseAllowed, imaginable } from './choose';
import { isDone } from './reference';
import { note, type Act, type Facts, type Thing } from './reference/facts';
import { changed, difference, type Outcome, type Story, type View } from './story';

/** Tries things at once: two acts of one object, or many openings for few slots. Whichever wins, it must be as if one came after the other. */
export async function race(story: Story, decision: Decision): Promise<void> {
  const opening: Act = { thing: 'delivery', action: 'open', actor: 'buyer' };
  if (decision.other % 3 === 0 && isDone(story.facts, opening)) return raceForSlots(story, opening, 2 + (decision.choice % 3));
  const pair = pairOf(story.facts, decision);
  if (pair) await raceOfTwo(story, pair);
}

/** One of the races that matter where there is one, else of any two acts. */
function pairOf(facts: Facts, decision: Decision): readonly [Act, Act] | undefined {
  const pairs = classicsAmong(imaginable(facts, decision).filter((act) => isDone(facts, act)));
  if (pairs.length > 0) return chosen(pairs, decision.choice);
  const one = chooseAllowed(facts, decision);
  const other = one && rivalOf(one, facts, decision);
  return one && other && [one, other];
}

function rivalOf(one: Act, facts: Facts, { choice, other, sort }: Decision): Act | undefined {
  const rivals = Array.from({ length: 8 }, (_, index) =>
    chooseAllowed(facts, { sort, other: other + index, choice: choice * 7 + index * 13 }),
  );
  const fit = rivals.filter((act) => act !== undefined).filter((act) => canRace(one, act));
  return fit.length === 0 ? undefined : chosen(fit, other);
}

async function raceOfTwo(story: Story, acts: readonly Act[]): Promise<void> {
  story.tally.races += 1;
  const undo = acts.map((act) => story.prepare(act));
  const outcomes = await atOnce(story, acts);
  const possible = endingsOf(story.facts, acts).filter(({ done }) => done.every((each, index) => each === outcomes[index]?.isDone));
  const told = acts
    .map(({ thing, action, actor }, index) => `${actor} ${thing} ${action}: ${tellOutcome(outcomes[index])}`)
    .join(' against ');
  if (possible.length === 0) story.tally.disagree(story.where, `no order gives ${told}`);
  outcomes.forEach(({ isDone: wasDone }, index) => !wasDone && undo[index]?.());
  await settle(story, possible, told);
}

function tellOutcome(outcome: Outcome | undefined): string {
  return outcome?.isDone === false ? outcome.refusal.code : 'done';
}

async function atOnce(story: Story, acts: readonly Act[]): Promise<readonly Outcome[]> {
  const calls = await Promise.all(acts.map((act) => callOf(act, story.facts, story.world)));
  return Promise.all(calls.map((call, index) => story.perform(acts[index]!, call)));
}

/** Takes the ending that the ledger shows. */
async function settle(story: Story, possible: readonly Ending[], told: string): Promise<void> {
  const before = story.facts;
  const things = new Set<Thing>(possible.flatMap(({ facts }) => changed(before, facts)));
  const first = possible[0];
  if (!first) {
    story.end();
    return;
  }
  story.facts = first.facts;
  story.forget(before);
  const views = new Map<Thing, View>();
  for (const thing of things) views.set(thing, await story.view(thing));
  const shown = possible.filter(({ facts }) => [...views].every(([thing, view]) => difference(facts, thing, view, true) === undefined));
  if (shown.length === 0) story.tally.disagree(story.where, `after ${told}: ${tellViews(views)}`);
  story.facts = (shown[0] ?? first).facts;
  // In what nobody is shown the orders may differ: then nothing more can be foretold.
  if (new Set(shown.map(({ facts }) => JSON.stringify(facts))).size > 1) story.end();
}

function tellViews(views: ReadonlyMap<Thing, View>): string {
  return [...views].map(([thing, { state, revision }]) => `${thing} ${state ?? ''} at ${String(revision)}`).join(', ');
}

async function raceForSlots(story: Story, act: Act, clients: number): Promise<void> {
  story.tally.races += 1;
  const { used, count } = story.facts.authorisation!;
  const running: Promise<Outcome>[] = [];
  for (let client = 0; client < clients; client += 1) {
    story.prepare(act);
    const call = await callOf(act, story.facts, story.world);
    running.push(story.perform(act, call));
  }
  const outcomes = await Promise.all(running);
  const opened = outcomes.flatMap((outcome) =>
    outcome.isDone ? [outcome.answer as View & { readonly id: string; readonly slot: number }] : [],
  );
  const expected = Math.min(clients, count - used);
  const isFair = opened.length === expected && new Set(opened.map(({ slot }) => slot)).size === opened.length;
  if (!isFair)
    story.tally.disagree(
      story.where,
      `${String(clients)} clients for ${String(count - used)} slots: ${outcomes.map(tellOutcome).join(', ')}`,
    );
  const newest = opened.at(-1);
  if (!newest) {
    story.end();
    return;
  }
  story.world.assign(ids.delivery, newest.id);
  story.world.remember(viewKeys.delivery, newest);
  const fresh = { state: 'OPENED', revision: 1, windows: 0, acknowledged: 0, isReplacement: false };
  story.facts = { ...note(story.facts, 'authorisation', { used: used + opened.length }), delivery: fresh };
  for (const thing of ['authorisation', 'delivery'] as const) await story.read(thing);
}
