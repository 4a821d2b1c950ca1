import { applyAct, isDone, findRule } from './reference';
import type { Act, Facts, Thing } from './reference/facts';

/** A possible end of a race of two acts: which of them succeeded, and the facts after it. */
export interface Ending {
  readonly done: readonly boolean[];
  readonly facts: Facts;
}

/** Returns the ends of a race in every order, because a ledger orders all acts. */
export function listEndings(facts: Facts, acts: readonly Act[]): readonly Ending[] {
  return listOrders(acts.map((_, index) => index)).map((order) => {
    let now = facts;
    const done = acts.map(() => false);
    for (const index of order) {
      const act = acts[index];
      if (!act || !isDone(now, act)) continue;
      done[index] = true;
      now = applyAct(now, act);
    }
    return { done, facts: now };
  });
}

function listOrders(indexes: readonly number[]): readonly (readonly number[])[] {
  if (indexes.length < 2) return [indexes];
  return indexes.flatMap((first) => listOrders(indexes.filter((index) => index !== first)).map((rest) => [first, ...rest]));
}

/** Things and their dependants: making one of these again drops those after it. */
const chain: readonly Thing[] = ['authorisation', 'trade', 'delivery', 'dispute'];

/** Returns whether two acts can race: they differ, and neither concerns what the other makes again. */
export function canRace(one: Act, other: Act): boolean {
  const isSame = one.thing === other.thing && one.action === other.action && one.actor === other.actor;
  const isLong = [one, other].some(({ action }) => action === 'supersede' || action === 'replace' || action === 'give');
  return !isSame && !isLong && !mayReplace(one, other) && !mayReplace(other, one);
}

function mayReplace(one: Act, other: Act): boolean {
  return findRule(one).makes === true && (one.thing === other.thing || chain.indexOf(other.thing) > Math.max(0, chain.indexOf(one.thing)));
}

/** Races that an exchange must decide correctly. */
const classics: readonly (readonly [string, string])[] = [
  ['authorisation revoke', 'delivery open'],
  ['authorisation suspend', 'delivery open'],
  ['authorisation surrender', 'delivery open'],
  ['standing withdraw', 'delivery open'],
  ['listing suspend', 'delivery open'],
  ['listing delist', 'delivery open'],
  ['listing reclassify', 'delivery open'],
  ['resource cancel', 'delivery open'],
  ['authorisation approve', 'authorisation approve'],
  ['authorisation approve', 'authorisation withdraw'],
  ['trade price', 'trade fund'],
  ['trade cancel', 'trade fund'],
  ['trade settle', 'dispute open'],
  ['delivery acknowledge', 'dispute open'],
  ['delivery terminate', 'delivery acknowledge'],
  ['dispute enforce', 'dispute withdraw'],
];

/** Returns the pairs of these acts that are such races. */
export function findClassics(acts: readonly Act[]): readonly (readonly [Act, Act])[] {
  const filterByName = (name: string) => acts.filter(({ thing, action }) => `${thing} ${action}` === name);
  return classics.flatMap(([one, other]) =>
    filterByName(one).flatMap((first) =>
      filterByName(other).flatMap((second) => (canRace(first, second) ? [[first, second] as const] : [])),
    ),
  );
}
