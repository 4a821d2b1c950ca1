import { makeRule, note, revise, type Actor, type DisputeFacts, type Facts, type Rules } from './facts';
import { showTrade } from './visible-state';

const outcomes = ['settle', 'refund', 'resume'] as const;
const heard = ['OPEN', 'EVIDENCE'];
const parties: readonly Actor[] = ['buyer', 'provider'];

function resumeTrade(facts: Facts): Facts {
  const { before = 'AUTHORISED', ...trade } = facts.trade!;
  return revise({ ...facts, trade }, 'trade', { state: before });
}

function enforceRuling(facts: Facts): Facts {
  const { outcome } = facts.dispute!;
  const after = resumeTrade(revise(facts, 'dispute', { state: 'ENFORCED' }));
  return outcome === 'resume' ? after : note(after, 'trade', { clearing: outcome === 'settle' ? 'SETTLED' : 'REFUNDED' });
}

const countOpened = ({ trade }: Facts, actor: Actor): number => trade?.disputes?.[actor] ?? 0;

/** The rules of a dispute in the reference. */
export const dispute: Rules = {
  open: {
    by: parties,
    makes: true,
    when: (facts, { actor }) => ['AUTHORISED', 'DELIVERED'].includes(showTrade(facts)) && countOpened(facts, actor) < 3,
    then: (facts, { actor }) => {
      const made: DisputeFacts = { state: 'OPEN', revision: 1, opener: actor, arbiters: [], isAppealed: false };
      const disputes = { ...facts.trade!.disputes, [actor]: countOpened(facts, actor) + 1 };
      return { ...revise(facts, 'trade', { state: 'DISPUTED', before: facts.trade!.state, disputes }), dispute: made };
    },
  },
  addEvidence: makeRule('dispute', heard, 'EVIDENCE', parties),
  rule: {
    by: ['arbiter', 'otherArbiter'],
    names: 'revision',
    when: ({ dispute: asked }, { actor }) => heard.includes(asked!.state) && !asked!.arbiters.includes(actor),
    then: (facts, { actor, way = 0 }) => {
      const arbiters = [...facts.dispute!.arbiters, actor];
      // A first ruling is final after its appeal period, which no story waits for.
      const state = facts.dispute!.isAppealed ? 'FINAL' : 'RULING';
      return revise(facts, 'dispute', { state, arbiters, outcome: outcomes[way % 3]! });
    },
  },
  appeal: {
    by: parties,
    names: 'revision',
    when: ({ dispute: asked }) => asked!.state === 'RULING' && !asked!.isAppealed,
    then: (facts) => revise(facts, 'dispute', { state: 'EVIDENCE', isAppealed: true }),
  },
  enforce: { ...makeRule('dispute', ['FINAL'], 'ENFORCED', ['operator']), then: enforceRuling },
  withdraw: {
    ...makeRule('dispute', heard, 'WITHDRAWN', ({ dispute: asked }) => (asked ? [asked.opener] : [])),
    when: ({ dispute: asked }) => heard.includes(asked!.state) && asked!.arbiters.length === 0,
    then: (facts) => resumeTrade(revise(facts, 'dispute', { state: 'WITHDRAWN' })),
  },
};
