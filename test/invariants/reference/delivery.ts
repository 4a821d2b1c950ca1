import { note, revise, type DeliveryFacts, type Facts, type Rule, type Rules } from './facts';
import { mayFlow, isInUse } from './visible-state';
import { markDelivered } from './trade';

const none: DeliveryFacts = { state: 'NONE', revision: 0, windows: 0, acknowledged: 0, isReplacement: false };
const under = ['OPENED', 'SENT'];

const open = (facts: Facts, isReplacement: boolean): Facts => ({
  ...facts,
  delivery: { ...none, state: 'OPENED', revision: 1, isReplacement },
});
const isFeed = ({ kind }: Facts) => kind.terms.mode === 'feed';

/** Returns whether the buyer can acknowledge: a job after it has run, a feed after its first window. */
function hasCome({ kind, delivery: { state, windows } = none }: Facts): boolean {
  if (kind.terms.mode === 'compute') return state === 'SENT';
  return under.includes(state) && (kind.terms.mode !== 'feed' || windows > 0);
}

/** Returns whether the provider can send: a job's output while data may flow, a feed after a window. */
function maySend(facts: Facts): boolean {
  if (facts.kind.terms.mode === 'compute') return mayFlow(facts);
  return isInUse(facts) && (!isFeed(facts) || facts.delivery!.windows > 0);
}

const makeClosing = (to: string): Rule => ({
  by: ['buyer'],
  names: 'revision',
  when: hasCome,
  then: (facts) => {
    const closed = revise(facts, 'delivery', { state: to });
    return to === 'ACKED' ? markDelivered(closed) : closed;
  },
});

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
  send: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => facts.delivery!.state === 'OPENED' && maySend(facts),
    then: (facts) => revise(facts, 'delivery', { state: 'SENT' }),
  },
  sendWindow: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => isFeed(facts) && facts.delivery!.state === 'OPENED' && mayFlow(facts),
    then: (facts) => revise(facts, 'delivery', { windows: facts.delivery!.windows + 1 }),
  },
  acknowledgeWindow: {
    by: ['buyer'],
    when: ({ delivery: { state, windows, acknowledged } = none }) => under.includes(state) && acknowledged < windows,
    then: (facts) => markDelivered(note(facts, 'delivery', { acknowledged: facts.delivery!.acknowledged + 1 })),
  },
  acknowledge: makeClosing('ACKED'),
  mismatch: makeClosing('MISMATCH'),
  terminate: {
    by: ['provider', 'operator'],
    names: 'revision',
    when: ({ delivery: { state } = none }) => under.includes(state),
    then: (facts) => revise(facts, 'delivery', { state: 'TERMINATED' }),
  },
};
