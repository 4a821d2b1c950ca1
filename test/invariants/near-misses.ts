import { amountDue, isDone } from './reference';
import type { Act, Facts, Word } from './reference/facts';

/** Facts as they are not: each lifts one of the things that may stop an act. */
const lifted: readonly ((facts: Facts) => Facts)[] = [
  ({ kind: { isTooDear: _dear, isEarly: _early, ...kind }, ...facts }) => ({ ...facts, kind }),
  (facts) => (facts.listing ? { ...facts, listing: { ...facts.listing, suspenders: [], isByOrder: false, isWhole: true } } : facts),
  (facts) => (facts.resource ? { ...facts, resource: { ...facts.resource, state: 'REGISTERED' } } : facts),
  (facts) => (facts.mandate ? { ...facts, mandate: { ...facts.mandate, state: 'GRANTED' } } : facts),
  (facts) => withWords(facts, (word) => ({ ...word, state: 'APPROVED' })),
  (facts) => withWords(facts, (word) => ({ ...word, epoch: facts.listing?.epoch ?? 1 })),
  (facts) => (facts.authorisation ? { ...facts, authorisation: { ...facts.authorisation, used: 0 } } : facts),
  (facts) => (facts.trade ? { ...facts, trade: { ...facts.trade, clearing: 'NONE' } } : facts),
  (facts) => (facts.trade ? { ...facts, trade: { ...facts.trade, disputes: {} } } : facts),
];

/** Says whether a single thing stops an act: whoever broke the rule that says so would let it through. */
export function isNearMiss(facts: Facts, act: Act): boolean {
  const due = amountDue(facts);
  const withDue = act.slip === undefined || due === undefined ? act : { ...act, slip: due };
  return isDone(facts, withDue) || lifted.some((lift) => isDone(lift(facts), act));
}

function withWords(facts: Facts, change: (word: Word) => Word): Facts {
  const { authorisation } = facts;
  if (!authorisation) return facts;
  const words = Object.fromEntries(Object.entries(authorisation.words).map(([slot, word]) => [slot, change(word)]));
  return { ...facts, authorisation: { ...authorisation, words } };
}
