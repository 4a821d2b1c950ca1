import { note, revise, type DeliveryFacts, type Facts, type Rules } from './facts';
import { mayFlow, isInUse } from './visible-state';
import { markDelivered } from './trade';

const none: DeliveryFacts = { state: 'NONE', revision: 0, windows: 0, acknowledged: 0, isReplacement: false };
const under = ['OPENED', 'SERVING', 'SENT'];
const received = [...under, 'OBJECTED'];

const open = (facts: Facts, isReplacement: boolean): Facts => ({
  ...facts,
  delivery: { ...none, state: 'OPENED', revision: 1, isReplacement },
});
const isFeed = ({ kind }: Facts) => kind.terms.mode === 'feed';

/** Returns whether the buyer can acknowledge: a job after it has run, a feed after its first window. */
function hasCome({ kind, delivery: { state, windows } = none }: Facts): boolean {
  if (kind.terms.mode === 'compute') return state === 'SENT' || state === 'OBJECTED';
  return received.includes(state) && (kind.terms.mode !== 'feed' || windows > 0);
}

/** Returns whether a delivery runs: one that was paid for only after its provider began to serve. */
function isRunning({ kind, delivery: { state } = none }: Facts): boolean {
  return state === 'SERVING' || (state === 'OPENED' && kind.trade !== 'sale');
}

/** Marks the trade as served, with the first delivery that its provider begins to serve. */
function markServed(facts: Facts): Facts {
  const { state, clearing, isServed } = facts.trade!;
  const isFirst = !isServed && clearing === 'FUNDED' && ['AUTHORISED', 'DISPUTED'].includes(state);
  return isFirst ? revise(facts, 'trade', { isServed: true }) : facts;
}

/** Returns whether the provider can send: a job's output while data may flow, a feed after a window. */
function maySend(facts: Facts): boolean {
  if (facts.kind.terms.mode === 'compute') return mayFlow(facts);
  return isInUse(facts) && (!isFeed(facts) || facts.delivery!.windows > 0);
}

/** Returns the state after a false hash: the second one is an objection. */
const judgeMismatch = ({ delivery: { state, isReplacement } = none }: Facts): string =>
  isReplacement || state === 'OBJECTED' ? 'OBJECTED' : 'MISMATCH';

/** The rules of a delivery in the reference. */
export const delivery: Rules = {
  open: {
    by: ['buyer'],
    makes: true,
    when: (facts) => mayFlow(facts) && facts.authorisation!.used < facts.authorisation!.count,
    then: (facts) => open(note(facts, 'authorisation', { used: facts.authorisation!.used + 1 }), false),
  },
  replace: {
    by: ['buyer'],
    when: (facts) => mayFlow(facts) && facts.delivery!.state === 'MISMATCH' && !facts.delivery!.isReplacement,
    then: (facts) => open(facts, true),
  },
  serve: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => facts.delivery!.state === 'OPENED' && mayFlow(facts),
    then: (facts) => markServed(revise(facts, 'delivery', { state: 'SERVING' })),
  },
  send: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => isRunning(facts) && maySend(facts),
    then: (facts) => revise(facts, 'delivery', { state: 'SENT' }),
  },
  sendWindow: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => isFeed(facts) && isRunning(facts) && mayFlow(facts),
    then: (facts) => revise(facts, 'delivery', { windows: facts.delivery!.windows + 1 }),
  },
  acknowledgeWindow: {
    by: ['buyer'],
    when: ({ delivery: { state, windows, acknowledged } = none }) => received.includes(state) && acknowledged < windows,
    then: (facts) => markDelivered(note(facts, 'delivery', { acknowledged: facts.delivery!.acknowledged + 1 })),
  },
  acknowledge: {
    by: ['buyer'],
    names: 'revision',
    when: hasCome,
    then: (facts) => markDelivered(revise(facts, 'delivery', { state: 'ACKED' })),
  },
  mismatch: {
    by: ['buyer'],
    names: 'revision',
    when: hasCome,
    then: (facts) => revise(facts, 'delivery', { state: judgeMismatch(facts) }),
  },
  object: {
    by: ['buyer'],
    names: 'revision',
    when: (facts) => facts.delivery!.state === 'SENT',
    then: (facts) => revise(facts, 'delivery', { state: 'OBJECTED' }),
  },
  terminate: {
    by: ['provider', 'operator'],
    names: 'revision',
    when: ({ delivery: { state } = none }) => under.includes(state),
    then: (facts) => revise(facts, 'delivery', { state: 'TERMINATED' }),
  },
};
