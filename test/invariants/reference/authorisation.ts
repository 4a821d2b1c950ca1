import { makeRule, note, revise, type Actor, type Facts, type Rule, type Rules, type Slot, type Stance } from './facts';
import {
  everySlot,
  isBehind,
  isInterrupted,
  isSlot,
  isMandated,
  isOpen,
  isReady,
  isRegistered,
  mustApprove,
  isInState,
} from './visible-state';

const unanswered = ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'];
const granted = ['GRANTED', 'ACTIVE', 'SUSPENDED'];

function findStance({ authorisation }: Facts, actor: Actor): Stance | undefined {
  return isSlot(actor) ? authorisation!.stances[actor] : undefined;
}

/** Returns the organisations with a stance: those that must approve, and those that have acted before. */
const listApprovers = (facts: Facts): readonly Actor[] => {
  const { authority } = facts.authorisation!.stances;
  return mustApprove(facts).includes('authority') || authority?.state !== 'PENDING' ? everySlot : ['provider', 'operator'];
};

function changeStance(states: readonly string[], from: readonly Stance['state'][], to: (stance: Stance) => Partial<Stance>): Rule {
  return {
    by: listApprovers,
    names: 'round',
    when: (facts, { actor }) => {
      const stance = findStance(facts, actor)!;
      const isOfOtherTerms = stance.state === 'APPROVED' && stance.round !== facts.authorisation!.round;
      return isInState(facts, states) && from.includes(isOfOtherTerms ? 'PENDING' : stance.state);
    },
    then: (facts, { actor }) => setStance(facts, actor, { ...findStance(facts, actor)!, ...to(findStance(facts, actor)!) }),
  };
}

function setStance(facts: Facts, actor: Actor, stance: Stance): Facts {
  return note(facts, 'authorisation', { stances: { ...facts.authorisation!.stances, [actor]: stance } });
}

/** Returns whether the actor may approve these terms for the first time, or again because the grade was raised. */
function mayApprove(facts: Facts, actor: Actor): boolean {
  const { round, state } = facts.authorisation!;
  const stance = findStance(facts, actor)!;
  if (state === 'REQUESTED' && round > 0) return false;
  if (isSlot(actor) && isInterrupted(facts, actor)) return mayTakeOver(facts, stance);
  return mayApproveTerms(facts, actor, stance);
}

function mayApproveTerms(facts: Facts, actor: Actor, stance: Stance): boolean {
  const isOfTheseTerms = stance.state === 'APPROVED' && stance.round === facts.authorisation!.round;
  if (isOfTheseTerms || isInState(facts, ['ACTIVE']))
    return isSlot(actor) && isDue(facts, actor) && isInState(facts, ['PART_APPROVED', 'GRANTED', 'ACTIVE']);
  return (stance.state === 'PENDING' || stance.state === 'APPROVED') && isInState(facts, ['REQUESTED', 'ACCEPTED', 'PART_APPROVED']);
}

/** Returns whether an organisation may approve by hand what its standing approval does not cover any more. */
function mayTakeOver(facts: Facts, stance: Stance): boolean {
  return stance.state !== 'SUSPENDED' && isInState(facts, granted);
}

/** Returns whether an approval is missing, or of an earlier epoch. */
function isDue(facts: Facts, slot: Slot): boolean {
  return mustApprove(facts).includes(slot) && isBehind(facts, slot);
}

/** Returns whether a request may rest on the newest standing approval. */
export function mayRest({ standing, listing }: Facts): boolean {
  return standing?.state === 'GIVEN' && listing?.grade === 0;
}

function offerTerms(from: readonly string[], to: string, by: Actor): Rule {
  return {
    by: [by],
    names: 'revision',
    // The provider may offer no other terms once the buyer has accepted.
    when: (facts) => isInState(facts, from) && facts.authorisation!.state !== 'ACCEPTED',
    then: (facts, { way = 2 }) => revise(facts, 'authorisation', { state: to, round: facts.authorisation!.round + 1, count: way }),
  };
}

const makeBuyerRule = (from: readonly string[], to: string): Rule => ({
  ...makeRule('authorisation', [], to, ['buyer']),
  when: (facts) => isInState(facts, from),
});

/** The rules of an authorisation in the reference. */
export const authorisation: Rules = {
  request: {
    by: ['buyer'],
    makes: true,
    when: (facts, { isResting }) => isOpen(facts) && isRegistered(facts) && facts.listing!.grade < 2 && (!isResting || mayRest(facts)),
    then: ({ trade: _trade, delivery: _delivery, dispute: _dispute, ...facts }, { way = 2, isResting }) => {
      const pending: Stance = { state: 'PENDING', round: 0, epoch: 1 };
      const stances = Object.fromEntries(everySlot.map((slot) => [slot, pending]));
      const rests = isResting && { rests: 'newest' as const };
      return { ...facts, authorisation: { state: 'REQUESTED', revision: 1, round: 0, stances, count: way, used: 0, ...rests } };
    },
  },
  offer: offerTerms(['REQUESTED', 'PART_APPROVED', 'OFFERED'], 'OFFERED', 'provider'),
  counter: offerTerms(['OFFERED'], 'REQUESTED', 'buyer'),
  accept: makeBuyerRule(['OFFERED'], 'ACCEPTED'),
  approve: {
    by: listApprovers,
    names: 'round',
    when: (facts, { actor }) => mayApprove(facts, actor),
    then: (facts, { actor }) =>
      setStance(facts, actor, { state: 'APPROVED', round: facts.authorisation!.round, epoch: facts.listing!.epoch }),
  },
  reject: changeStance(unanswered, ['PENDING', 'APPROVED'], () => ({ state: 'REJECTED' })),
  withdraw: makeBuyerRule(unanswered, 'WITHDRAWN'),
  activate: {
    by: ['buyer'],
    names: 'revision',
    when: (facts) => isInState(facts, ['GRANTED']) && isReady(facts) && isMandated(facts),
    then: (facts) => revise(revise(facts, 'authorisation', { state: 'ACTIVE' }), 'trade', { state: 'AUTHORISED' }),
  },
  suspend: changeStance(granted, ['PENDING', 'APPROVED'], ({ state }) => ({ state: 'SUSPENDED', before: state })),
  resume: changeStance(['SUSPENDED'], ['SUSPENDED'], ({ before = 'APPROVED' }) => ({ state: before })),
  revoke: changeStance(granted, ['PENDING', 'APPROVED', 'SUSPENDED'], () => ({ state: 'REVOKED' })),
  surrender: makeBuyerRule(granted, 'SURRENDERED'),
};
