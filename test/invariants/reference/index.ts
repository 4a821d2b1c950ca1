import { authorisation } from './authorisation';
import { delivery } from './delivery';
import { dispute } from './dispute';
import type { Act, Facts, Rule, Rules, Thing } from './facts';
import { designation, listing } from './listing';
import { mandate, preset, proposal, resource } from './oversight';
import { draft, participant, predecessor } from './succession';
import { standing } from './advance-approval';
import { trade } from './trade';
import { TestError } from '../../support/test-error';

/** Every rule of the reference: the rules of the exchange a second time, without code of the model. */
export const rules: Readonly<Record<Thing, Rules>> = {
  participant,
  predecessor,
  draft,
  proposal,
  preset,
  resource,
  mandate,
  standing,
  designation,
  listing,
  authorisation,
  trade,
  delivery,
  dispute,
};

/** Returns the rule of an act. @throws TestError MISSING_RULE */
export function findRule({ thing, action }: Pick<Act, 'thing' | 'action'>): Rule {
  const rule = rules[thing][action];
  if (!rule) throw new TestError('MISSING_RULE', `The reference has no rule for ${thing} ${action}.`);
  return rule;
}

/** Returns whether an act succeeds now. */
export function isDone(facts: Facts, act: Act): boolean {
  const rule = findRule(act);
  const isThere = rule.makes === true || facts[act.thing] !== undefined;
  return isThere && isAllowed(facts, act) && hasCorrectNames(facts, act) && (rule.when?.(facts, act) ?? true);
}

/** Returns whether the actor may take the action in some state. */
export function isAllowed(facts: Facts, act: Act): boolean {
  const { by } = findRule(act);
  return (typeof by === 'function' ? by(facts) : by).includes(act.actor);
}

function hasCorrectNames(facts: Facts, act: Act): boolean {
  const { names } = findRule(act);
  if (names === 'content') return act.isOfOtherContent === undefined;
  if (names === 'revision') return act.revision === (facts[act.thing]?.revision ?? 0);
  return names === undefined || act.round === facts.authorisation?.round;
}

/** Returns the facts after an act that succeeded. */
export const applyAct = (facts: Facts, act: Act): Facts => findRule(act).then(facts, act);

export { findAmountDue, showHead } from './visible-state';
