import { isDone, after } from './reference';
import type { Act, Facts } from './reference/facts';
import { ruleOf } from './reference';

/** How a race of two could end, one after the other: who was done, and the facts after it. */
export interface Ending {
  readonly done: readonly boolean[];
  readonly facts: Facts;
}

/** The endings of a race in every order: a ledger knows no other. */
export function endingsOf(facts: Facts, acts: readonly Act[]): readonly Ending[] {
  return orders(acts.map((_, index) => index)).map((order) => {
    let now = facts;
    const done = acts.map(() => false);
    for (const index of order) {
      const act = acts[index];
      if (!act || !isDone(now, act)) continue;
      done[index] = true;
      now = after(now, act);
    }
    return { done, facts: now };
  });
}

function orders(indexes: readonly number[]): readonly (readonly number[])[] {
  if (indexes.length < 2) return [indexes];
  return indexes.flatMap((first) => orders(indexes.filter((index) => index !== first)).map((rest) => [first, ...rest]));
}

/** Says whether two acts can be tried at once: not if both would make a thing of the same name, or are one act. */
export function canRace(one: Act, other: Act): boolean {
  const isSame = one.thing === other.thing && one.action === other.action && one.actor === other.actor;
  const bothMake = ruleOf(one).makes && ruleOf(other).makes;
  return !isSame && !bothMake && ![one, other].some(({ action }) => action === 'supersede' || action === 'replace');
}
