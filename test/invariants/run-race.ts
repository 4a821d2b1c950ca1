import { Type } from '@sinclair/typebox';
import { check } from '../support/json';
import { ids } from '../support/lifecycles';
import { makeCall, viewKeys } from './commands';
import { chooseOne, type Decision } from './plan';
import { canRace, findClassics, listEndings, type Ending } from './race';
import { chooseAllowed, listActs } from './choose';
import { isDone } from './reference';
import { note, type Act, type Facts, type Thing } from './reference/facts';
import { listChanges, findDifference, type Outcome, type Story, type View } from './story';

const openedForm = Type.Object({ id: Type.String(), slot: Type.Number(), state: Type.String(), revision: Type.Number() });

/** Runs a race: two acts about one object, or many openings for few slots. The result must be as if they ran one after the other. */
export async function race(story: Story, decision: Decision): Promise<void> {
  const opening: Act = { thing: 'delivery', action: 'open', actor: 'buyer' };
  if (decision.other % 3 === 0 && isDone(story.facts, opening)) return raceForSlots(story, opening, 2 + (decision.choice % 3));
  const pair = choosePair(story.facts, decision);
  if (pair) await raceTwo(story, pair);
}

/** Returns one of the important races if there is one, or any two acts. */
function choosePair(facts: Facts, decision: Decision): readonly [Act, Act] | undefined {
  const pairs = findClassics(listActs(facts, decision).filter((act) => isDone(facts, act)));
  if (pairs.length > 0) return chooseOne(pairs, decision.choice);
  const one = chooseAllowed(facts, decision);
  const other = one && chooseRival(one, facts, decision);
  return one && other && [one, other];
}

function chooseRival(one: Act, facts: Facts, { choice, other, sort }: Decision): Act | undefined {
  const rivals = Array.from({ length: 8 }, (_, index) =>
    chooseAllowed(facts, { sort, other: other + index, choice: choice * 7 + index * 13 }),
  );
  const fit = rivals.filter((act) => act !== undefined).filter((act) => canRace(one, act));
  return fit.length === 0 ? undefined : chooseOne(fit, other);
}

async function raceTwo(story: Story, acts: readonly Act[]): Promise<void> {
  story.tally.races += 1;
  const undo = acts.map((act) => story.prepare(act));
  const outcomes = await performTogether(story, acts);
  const possible = listEndings(story.facts, acts).filter(({ done }) => done.every((each, index) => each === outcomes[index]?.isDone));
  const description = acts
    .map(({ thing, action, actor }, index) => `${actor} ${thing} ${action}: ${tellOutcome(outcomes[index])}`)
    .join(' against ');
  if (possible.length === 0) story.tally.disagree(story.where, `no order gives ${description}`);
  outcomes.forEach(({ isDone: wasDone }, index) => !wasDone && undo[index]?.());
  await settle(story, possible, description);
}

function tellOutcome(outcome: Outcome | undefined): string {
  return outcome?.isDone === false ? outcome.refusal.code : 'done';
}

async function performTogether(story: Story, acts: readonly Act[]): Promise<readonly Outcome[]> {
  const calls = await Promise.all(acts.map((act) => makeCall(act, story.facts, story.world)));
  return Promise.all(calls.map((call, index) => story.perform(acts[index]!, call)));
}

/** Continues with the end that the ledger shows. */
async function settle(story: Story, possible: readonly Ending[], description: string): Promise<void> {
  const before = story.facts;
  const things = new Set<Thing>(possible.flatMap(({ facts }) => listChanges(before, facts)));
  const first = possible[0];
  if (!first) {
    story.end();
    return;
  }
  story.facts = first.facts;
  story.forget(before);
  const views = new Map<Thing, View>();
  for (const thing of things) views.set(thing, await story.view(thing));
  const shown = possible.filter(({ facts }) => [...views].every(([thing, view]) => findDifference(facts, thing, view) === undefined));
  if (shown.length === 0) story.tally.disagree(story.where, `after ${description}: ${tellViews(views)}`);
  story.facts = (shown[0] ?? first).facts;
  // The orders may differ in facts that nobody is shown, so the story cannot be predicted any more.
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
    const call = await makeCall(act, story.facts, story.world);
    running.push(story.perform(act, call));
  }
  const outcomes = await Promise.all(running);
  const opened = outcomes.flatMap((outcome) => (outcome.isDone ? [check(openedForm, outcome.answer)] : []));
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
