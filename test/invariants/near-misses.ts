import { findAmountDue, isDone } from './reference';
import type { Act, Facts, Stance } from './reference/facts';

/** Changed facts, each without one of the obstacles of an act. */
const lifted: readonly ((facts: Facts) => Facts)[] = [
  ({ kind: { isTooDear: _dear, isEarly: _early, ...kind }, ...facts }) => ({ ...facts, kind }),
  (facts) => (facts.listing ? { ...facts, listing: { ...facts.listing, suspenders: [], isByOrder: false, isWhole: true } } : facts),
  (facts) => (facts.resource ? { ...facts, resource: { ...facts.resource, state: 'REGISTERED' } } : facts),
  (facts) => (facts.mandate ? { ...facts, mandate: { ...facts.mandate, state: 'GRANTED' } } : facts),
  (facts) => mapStances(facts, (stance) => ({ ...stance, state: 'APPROVED' })),
  (facts) => mapStances(facts, (stance) => ({ ...stance, epoch: facts.listing?.epoch ?? 1 })),
  (facts) => (facts.authorisation ? { ...facts, authorisation: { ...facts.authorisation, used: 0 } } : facts),
  (facts) => (facts.trade ? { ...facts, trade: { ...facts.trade, clearing: 'NONE' } } : facts),
  (facts) => (facts.trade ? { ...facts, trade: { ...facts.trade, disputes: {} } } : facts),
];

/** Returns whether a single rule forbids an act, so that breaking this rule would allow it. */
export function isNearMiss(facts: Facts, act: Act): boolean {
  const due = findAmountDue(facts);
  const withDue = act.slip === undefined || due === undefined ? act : { ...act, slip: due };
  return isDone(facts, withDue) || lifted.some((lift) => isDone(lift(facts), act));
}

function mapStances(facts: Facts, change: (stance: Stance) => Stance): Facts {
  const { authorisation } = facts;
  if (!authorisation) return facts;
  const stances = Object.fromEntries(Object.entries(authorisation.stances).map(([slot, stance]) => [slot, change(stance)]));
  return { ...facts, authorisation: { ...authorisation, stances } };
}
