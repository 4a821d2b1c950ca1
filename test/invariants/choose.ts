import { participants } from '../support/memory-world';
import { findApplicant } from './commands';
import { isNearMiss } from './near-misses';
import { chooseOne, chooseWeighted, type Decision } from './plan';
import { mayRest } from './reference/authorisation';
import { findAmountDue, isAllowed, isDone, rules, findRule } from './reference';
import type { Act, Facts, Thing } from './reference/facts';
import { weightOf } from './weights';

const ofListing: readonly Thing[] = [
  'resource',
  'mandate',
  'standing',
  'listing',
  'designation',
  'authorisation',
  'trade',
  'delivery',
  'dispute',
];

function listThings({ kind }: Facts): readonly Thing[] {
  const absent: readonly Thing[] = [
    ...(kind.holder === undefined ? (['resource', 'mandate'] as const) : []),
    ...(kind.isBacked ? [] : (['standing'] as const)),
  ];
  return ofListing.filter((thing) => !absent.includes(thing));
}

/** Returns whether the act is allowed, but makes an object outside the story. */
function isElsewhere({ kind }: Facts, act: Act): boolean {
  const { thing, action, actor } = act;
  if (findApplicant(act)) return actor !== 'operator';
  if (thing === 'resource') return action === 'create' && (actor === 'provider' || actor === 'otherProvider');
  return thing === 'authorisation' && action === 'request' && actor === 'otherBuyer' && !kind.isForFew;
}

const counts = [2, 1, 6];
/** The variants of actions that have some. A first draft lacks what its sector requires. */
const waysOf: Readonly<Record<string, (kind: Facts['kind']) => readonly number[]>> = {
  'listing create': ({ lacks }) => (lacks ? [1] : [0]),
  'listing edit': ({ lacks }) => (lacks ? [1, 0] : [0]),
  'listing reclassify': () => [1, 1, 0, 2],
  'authorisation request': () => counts,
  'authorisation offer': () => counts,
  'authorisation counter': () => counts,
  'dispute rule': () => [0, 1, 2],
  'participant leave': () => [1, 0],
  'predecessor leave': () => [1, 1, 1, 0],
};

/** Returns every act that anybody could try now, each in one variant. */
export function listActs(facts: Facts, { other }: Decision, things = listThings(facts)): readonly Act[] {
  return things.flatMap((thing) =>
    Object.keys(rules[thing]).flatMap((action) => {
      const way = chooseOne(waysOf[`${thing} ${action}`]?.(facts.kind) ?? [0], other);
      const act = { thing, action, way, ...findNames(facts, { thing, action }), ...chooseStanding(facts, action, other) };
      return listSlips(facts, action, other).flatMap((slip) => participants.map((actor) => ({ ...act, ...slip, actor })));
    }),
  );
}

/** Lets a request rest on the newest standing approval: if it may, and now and then if it may not. */
function chooseStanding(facts: Facts, action: string, other: number): Partial<Act> {
  const isNamed = action === 'request' && facts.standing !== undefined && (mayRest(facts) || other % 4 === 0);
  return isNamed ? { isResting: true } : {};
}

function findNames(facts: Facts, act: Pick<Act, 'thing' | 'action'>): Partial<Act> {
  const { names } = findRule(act);
  if (names === 'round') return { round: facts.authorisation?.round ?? 0 };
  return names === 'revision' ? { revision: facts[act.thing]?.revision ?? 0 } : {};
}

/** Returns the slips that can be given and the amounts that can be named: the amount due, and one that nobody agreed on. */
function listSlips(facts: Facts, action: string, other: number): readonly Partial<Act>[] {
  if (action === 'price') return [{ slip: other % 9 === 0 ? 1 : 0 }];
  if (!['fund', 'settle', 'refund'].includes(action)) return [{}];
  const slip = findAmountDue(facts);
  return [slip === undefined ? {} : { slip }, { slip: -1 }];
}

/** Chooses an allowed act. Returns `undefined` if no act leads on and the story may end. */
export function chooseAllowed(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  const allowed = listActs(facts, decision, things).filter((act) => isDone(facts, act));
  const leadsOn = allowed.some((act) => weightOf(facts, act) >= 30);
  if (!leadsOn && !things && decision.other % 5 === 0) return undefined;
  return chooseWeighted(allowed, (act) => weightOf(facts, act), decision.choice);
}

/** Chooses an act that must be refused: by the wrong actor, at the wrong time, or about an object that no longer exists. */
export function chooseForbidden(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  const all = listActs(facts, decision, things).filter(
    ({ thing, action }) => action !== 'supersede' && (facts[thing] ?? findRule({ thing, action }).makes),
  );
  if (decision.other % 8 === 0) return chooseStale(facts, all, decision);
  const forbidden = all.filter((act) => !isDone(facts, act) && !isElsewhere(facts, act));
  return chooseWeighted(forbidden, (act) => rateTemptation(facts, act), decision.choice);
}

const tempting: readonly string[] = ['delivery open', 'listing submit', 'listing approve', 'trade fund', 'trade cancel'];

/** Chooses an act that a single rule forbids and that would violate an invariant. Often no act qualifies. */
export function chooseTempting(facts: Facts, decision: Decision): Act | undefined {
  const acts = listActs(facts, decision).filter((act) => tempting.includes(`${act.thing} ${act.action}`));
  const forbidden = acts.filter((act) => !isDone(facts, act) && isAllowed(facts, act) && isNearMiss(facts, act));
  return forbidden.length === 0 ? undefined : chooseOne(forbidden, decision.choice);
}

/** Returns the act of the buyer that opens a delivery, allowed or not. */
export function findOpening(facts: Facts, decision: Decision): Act | undefined {
  return listActs(facts, decision, ['delivery']).find(({ action, actor }) => action === 'open' && actor === 'buyer');
}

function chooseStale(facts: Facts, all: readonly Act[], { choice, other }: Decision): Act | undefined {
  const fresh = all.filter((act) => isDone(facts, act) && findRule(act).names !== undefined && (facts[act.thing]?.revision ?? 0) > 0);
  if (fresh.length === 0) return undefined;
  const act = chooseOne(fresh, choice);
  if (act.round !== undefined) return { ...act, round: -1 };
  if (findRule(act).names === 'content') return { ...act, isOfOtherContent: true };
  const revision = act.revision ?? 1;
  return { ...act, revision: revision > 1 && other % 16 === 0 ? revision - 1 : revision + 1 };
}

/** Returns a weight that is higher for actors that may act at another time, and highest if a single rule forbids the act. */
function rateTemptation(facts: Facts, act: Act): number {
  if (isRefusedByStanding(facts, act)) return 400;
  if (act.action === 'request' || (act.thing === 'listing' && act.action === 'create')) return 1;
  if (isNearMiss(facts, act)) return 400;
  return isAllowed(facts, act) ? 4 : 1;
}

/** Returns whether a request fails only because it rests on a standing approval that does not cover it. */
function isRefusedByStanding(facts: Facts, { isResting, ...act }: Act): boolean {
  return isResting === true && isDone(facts, act);
}
