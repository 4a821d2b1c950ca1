import { makeRule, note, type Facts, type Rules } from './facts';

/** Changes on what the authorisation rests, if it rests on the newest standing approval. */
function moveOn(facts: Facts, rests: 'earlier' | 'withdrawn'): Facts {
  return facts.authorisation?.rests === 'newest' ? note(facts, 'authorisation', { rests }) : facts;
}

const withdrawal = makeRule('standing', ['GIVEN'], 'WITHDRAWN', ['operator']);

/** The rules of the operator's standing approvals: each is a new one, and covers every use of data of grade general. */
export const standing: Rules = {
  give: {
    by: ['operator'],
    makes: true,
    then: (facts) => ({ ...moveOn(facts, 'earlier'), standing: { state: 'GIVEN', revision: 1 } }),
  },
  withdraw: { ...withdrawal, then: (facts, act) => moveOn(withdrawal.then(facts, act), 'withdrawn') },
};
