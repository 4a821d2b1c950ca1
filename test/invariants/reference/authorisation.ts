import { leads, note, revise, type Actor, type Facts, type Rule, type Rules, type Slot, type Word } from './facts';
import { isMandated, isOpen, isPublicData, isReady, isRegistered, stands } from './standing';

const before = ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'];
const granted = ['GRANTED', 'ACTIVE', 'SUSPENDED'];

function wordOf({ authorisation }: Facts, actor: Actor): Word | undefined {
  return authorisation!.words[actor as Slot];
}

/** Who must approve what is requested now: the authority too where the data are public, or important as they are graded now. */
const mustApprove = (facts: Facts): readonly Slot[] =>
  isPublicData(facts) || facts.listing?.grade === 1 ? ['provider', 'operator', 'authority'] : ['provider', 'operator'];

const approvers = ({ authorisation }: Facts): readonly Actor[] =>
  authorisation?.words.authority ? ['provider', 'operator', 'authority'] : ['provider', 'operator'];

function says(states: readonly string[], from: readonly Word['state'][], to: (word: Word) => Word['state']): Rule {
  return {
    by: approvers,
    names: 'round',
    when: (facts, { actor }) => {
      const word = wordOf(facts, actor)!;
      const isOfOtherTerms = word.state === 'APPROVED' && word.round !== facts.authorisation!.round;
      return stands(facts, states) && from.includes(isOfOtherTerms ? 'PENDING' : word.state);
    },
    then: (facts, { actor }) => withWord(facts, actor, { ...wordOf(facts, actor)!, state: to(wordOf(facts, actor)!) }),
  };
}

function withWord(facts: Facts, actor: Actor, word: Word): Facts {
  return note(facts, 'authorisation', { words: { ...facts.authorisation!.words, [actor]: word } });
}

/** A first approval of these terms, or a new one because the grade was raised. */
function mayApprove(facts: Facts, actor: Actor): boolean {
  const { round, state } = facts.authorisation!;
  const word = wordOf(facts, actor)!;
  if (state === 'REQUESTED' && round > 0) return false;
  const isOfTheseTerms = word.state === 'APPROVED' && word.round === round;
  if (isOfTheseTerms) return word.epoch < facts.listing!.epoch && stands(facts, ['PART_APPROVED', 'GRANTED', 'ACTIVE']);
  return (word.state === 'PENDING' || word.state === 'APPROVED') && stands(facts, ['REQUESTED', 'ACCEPTED', 'PART_APPROVED']);
}

function proposes(from: readonly string[], to: string, by: Actor): Rule {
  return {
    by: [by],
    names: 'revision',
    // What the buyer has accepted is the provider’s word: no other is offered.
    when: (facts) => stands(facts, from) && facts.authorisation!.state !== 'ACCEPTED',
    then: (facts, { way = 2 }) => revise(facts, 'authorisation', { state: to, round: facts.authorisation!.round + 1, count: way }),
  };
}

const byBuyer = (from: readonly string[], to: string): Rule => ({
  ...leads('authorisation', [], to, ['buyer']),
  when: (facts) => stands(facts, from),
});

/** The rules of an authorisation, as the reference has them. */
export const authorisation: Rules = {
  request: {
    by: ['buyer'],
    makes: true,
    when: (facts) => isOpen(facts) && isRegistered(facts) && facts.listing!.grade < 2,
    then: ({ trade: _trade, delivery: _delivery, dispute: _dispute, ...facts }, { way = 2 }) => {
      const pending: Word = { state: 'PENDING', round: 0, epoch: 1 };
      const words = Object.fromEntries(mustApprove(facts).map((slot) => [slot, pending]));
      return { ...facts, authorisation: { state: 'REQUESTED', revision: 1, round: 0, words, count: way, used: 0 } };
    },
  },
  offer: proposes(['REQUESTED', 'PART_APPROVED', 'OFFERED'], 'OFFERED', 'provider'),
  counter: proposes(['OFFERED'], 'REQUESTED', 'buyer'),
  accept: byBuyer(['OFFERED'], 'ACCEPTED'),
  approve: {
    by: approvers,
    names: 'round',
    when: (facts, { actor }) => mayApprove(facts, actor),
    then: (facts, { actor }) =>
      withWord(facts, actor, { state: 'APPROVED', round: facts.authorisation!.round, epoch: facts.listing!.epoch }),
  },
  reject: says(before, ['PENDING', 'APPROVED'], () => 'REJECTED'),
  withdraw: byBuyer(before, 'WITHDRAWN'),
  activate: {
    by: ['buyer'],
    names: 'revision',
    when: (facts) => stands(facts, ['GRANTED']) && isReady(facts) && isMandated(facts),
    then: (facts) => revise(revise(facts, 'authorisation', { state: 'ACTIVE' }), 'trade', { state: 'AUTHORISED' }),
  },
  suspend: says(granted, ['APPROVED'], () => 'SUSPENDED'),
  resume: says(['SUSPENDED'], ['SUSPENDED'], () => 'APPROVED'),
  revoke: says(granted, ['APPROVED', 'SUSPENDED'], () => 'REVOKED'),
  surrender: byBuyer(granted, 'SURRENDERED'),
};
