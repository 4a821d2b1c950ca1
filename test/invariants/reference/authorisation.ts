import { leads, note, revise, type Actor, type Facts, type Rule, type Rules, type Slot, type Word } from './facts';
import { everySlot, isBehind, isMandated, isOpen, isReady, isRegistered, mustApprove, stands } from './standing';

const unanswered = ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'];
const granted = ['GRANTED', 'ACTIVE', 'SUSPENDED'];

function wordOf({ authorisation }: Facts, actor: Actor): Word | undefined {
  return authorisation!.words[actor as Slot];
}

/** Who may say something: who must approve, and who has said something already. */
const approvers = (facts: Facts): readonly Actor[] => {
  const { authority } = facts.authorisation!.words;
  return mustApprove(facts).includes('authority') || authority?.state !== 'PENDING' ? everySlot : ['provider', 'operator'];
};

function says(states: readonly string[], from: readonly Word['state'][], to: (word: Word) => Partial<Word>): Rule {
  return {
    by: approvers,
    names: 'round',
    when: (facts, { actor }) => {
      const word = wordOf(facts, actor)!;
      const isOfOtherTerms = word.state === 'APPROVED' && word.round !== facts.authorisation!.round;
      return stands(facts, states) && from.includes(isOfOtherTerms ? 'PENDING' : word.state);
    },
    then: (facts, { actor }) => withWord(facts, actor, { ...wordOf(facts, actor)!, ...to(wordOf(facts, actor)!) }),
  };
}

function withWord(facts: Facts, actor: Actor, word: Word): Facts {
  return note(facts, 'authorisation', { words: { ...facts.authorisation!.words, [actor]: word } });
}

/** A first approval of these terms, or a new one because the grade was raised: of the authority, which was not asked before, the first. */
function mayApprove(facts: Facts, actor: Actor): boolean {
  const { round, state } = facts.authorisation!;
  const word = wordOf(facts, actor)!;
  if (state === 'REQUESTED' && round > 0) return false;
  const isOfTheseTerms = word.state === 'APPROVED' && word.round === round;
  if (isOfTheseTerms || stands(facts, ['ACTIVE']))
    return isDue(facts, actor as Slot) && stands(facts, ['PART_APPROVED', 'GRANTED', 'ACTIVE']);
  return (word.state === 'PENDING' || word.state === 'APPROVED') && stands(facts, ['REQUESTED', 'ACCEPTED', 'PART_APPROVED']);
}

/** An approval is asked for that is not there, or of an earlier epoch. */
function isDue(facts: Facts, slot: Slot): boolean {
  return mustApprove(facts).includes(slot) && isBehind(facts, facts.authorisation!.words[slot]!);
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
      const words = Object.fromEntries(everySlot.map((slot) => [slot, pending]));
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
  reject: says(unanswered, ['PENDING', 'APPROVED'], () => ({ state: 'REJECTED' })),
  withdraw: byBuyer(unanswered, 'WITHDRAWN'),
  activate: {
    by: ['buyer'],
    names: 'revision',
    when: (facts) => stands(facts, ['GRANTED']) && isReady(facts) && isMandated(facts),
    then: (facts) => revise(revise(facts, 'authorisation', { state: 'ACTIVE' }), 'trade', { state: 'AUTHORISED' }),
  },
  suspend: says(granted, ['PENDING', 'APPROVED'], ({ state }) => ({ state: 'SUSPENDED', before: state })),
  resume: says(['SUSPENDED'], ['SUSPENDED'], ({ before = 'APPROVED' }) => ({ state: before })),
  revoke: says(granted, ['PENDING', 'APPROVED', 'SUSPENDED'], () => ({ state: 'REVOKED' })),
  surrender: byBuyer(granted, 'SURRENDERED'),
};
