import { makeRule, note, revise, type Act, type Facts, type Rules, type TradeFacts } from './facts';
import { findAmountDue, isMandated, isRegistered, isInState, showTrade } from './visible-state';

const none: TradeFacts = { state: 'NONE', revision: 0, slips: {}, clearing: 'NONE' };

const isPrivate = ({ kind }: Facts) => kind.trade === 'sale' && !kind.isPublic;

const isDue = (facts: Facts, { slip }: Act) => slip === findAmountDue(facts);

/** Marks the trade as DELIVERED, or sets the state to which a dispute returns. */
export function markDelivered(facts: Facts): Facts {
  const state = showTrade(facts);
  if (state === 'AUTHORISED') return revise(facts, 'trade', { state: 'DELIVERED' });
  return state === 'DISPUTED' && facts.trade?.before === 'AUTHORISED' ? revise(facts, 'trade', { before: 'DELIVERED' }) : facts;
}

function mayRefund(facts: Facts): boolean {
  const state = showTrade(facts);
  if (state === 'FUNDED') return true;
  if (facts.trade?.isConceded) return state === 'AUTHORISED' || state === 'DELIVERED';
  return state === 'AUTHORISED' && !facts.trade?.isServed && isInState(facts, ['REVOKED', 'SURRENDERED']);
}

/** The rules of a trade in the reference. */
export const trade: Rules = {
  order: {
    by: ['buyer'],
    makes: true,
    when: (facts) => isInState(facts, ['GRANTED']) && isRegistered(facts) && isMandated(facts),
    then: ({ dispute: _dispute, ...facts }) => ({ ...facts, trade: { ...none, state: 'ORDERED', revision: 1 } }),
  },
  price: {
    by: ['provider', 'buyer'],
    when: (facts) => isPrivate(facts) && ['ORDERED', 'PRICED'].includes(showTrade(facts)),
    then: (facts, { actor, slip = 0 }) => note(facts, 'trade', { slips: { ...facts.trade!.slips, [actor]: slip } }),
  },
  fund: {
    by: ['operator'],
    when: (facts, act) => showTrade(facts) === 'PRICED' && isMandated(facts) && isDue(facts, act),
    then: (facts, { slip = 0 }) => note(facts, 'trade', { clearing: 'FUNDED', funded: slip }),
  },
  settle: {
    by: ['operator'],
    when: (facts, act) => showTrade(facts) === 'DELIVERED' && isDue(facts, act),
    then: (facts) => note(facts, 'trade', { clearing: 'SETTLED' }),
  },
  claim: {
    by: ['buyer'],
    names: 'revision',
    // No story waits until a period ends.
    when: (facts) =>
      facts.kind.trade === 'sale' &&
      ['FUNDED', 'AUTHORISED'].includes(showTrade(facts)) &&
      !facts.trade!.isServed &&
      !facts.trade!.isClaimed &&
      isInState(facts, ['REVOKED', 'SURRENDERED']),
    then: (facts) => revise(facts, 'trade', { isClaimed: true }),
  },
  concede: {
    by: ['provider'],
    names: 'revision',
    when: (facts) => ['AUTHORISED', 'DELIVERED', 'DISPUTED'].includes(showTrade(facts)) && !facts.trade!.isConceded,
    then: (facts) => revise(facts, 'trade', { isConceded: true }),
  },
  refund: {
    by: ['operator'],
    when: (facts, act) => mayRefund(facts) && isDue(facts, act),
    then: (facts) => note(facts, 'trade', { clearing: 'REFUNDED' }),
  },
  cancel: {
    ...makeRule('trade', [], 'CANCELLED', ['provider', 'buyer']),
    when: (facts) => ['ORDERED', 'PRICED'].includes(showTrade(facts)),
  },
};
