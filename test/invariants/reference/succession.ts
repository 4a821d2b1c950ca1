import { makeRule, revise, type Facts, type ParticipantFacts, type Rule, type Rules } from './facts';

/** The operator judges both participants. The steps that they take themselves are also listed as the operator's. */
const operator = ['operator'] as const;

type Applicant = 'participant' | 'predecessor';
const other = { participant: 'predecessor', predecessor: 'participant' } as const;

const isLeaving = (named: ParticipantFacts | undefined) => named?.state === 'ACTIVE' || (named?.state === 'LEFT' && !named.hasNamed);
const mayAct = (named: ParticipantFacts | undefined) => named?.state === 'ACTIVE' || named?.state === 'LEFT';

/** Makes the steps that lead a participant from its application to its end. It can leave to the other one of its story. */
const makeLife = (thing: Applicant): Rules => ({
  register: {
    by: operator,
    makes: true,
    when: (facts) => facts[thing] === undefined,
    then: (facts) => revise(facts, thing, { state: 'APPLIED' }),
  },
  admit: makeRule(thing, ['APPLIED'], 'ACTIVE', operator),
  withdraw: makeRule(thing, ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT'], 'WITHDRAWN', operator),
  leave: {
    by: operator,
    names: 'revision',
    when: (facts, { way }) => isLeaving(facts[thing]) && (way !== 1 || facts[other[thing]]?.state === 'ACTIVE'),
    then: (facts, { way }) => revise(facts, thing, { state: 'LEFT', ...(way === 1 && { hasNamed: true }) }),
  },
});

/** The rules of a participant. */
export const participant: Rules = {
  ...makeLife('participant'),
  suspend: makeRule('participant', ['ACTIVE'], 'SUSPENDED', operator),
  reinstate: makeRule('participant', ['SUSPENDED'], 'ACTIVE', operator),
  pin: {
    ...makeRule('participant', ['ACTIVE', 'LEFT'], '', operator),
    then: (facts) => revise(facts, 'participant', {}),
  },
  // Refuses one that left: it begins nothing new.
  begin: { by: operator, when: (facts) => facts.participant?.state === 'ACTIVE', then: (facts) => facts },
  succeed: {
    by: operator,
    names: 'revision',
    when: ({ participant: heir, predecessor: before }) => heir?.state === 'ACTIVE' && before?.state === 'LEFT' && before.hasNamed === true,
    then: (facts) => revise(facts, 'participant', { hasSucceeded: true }),
  },
};

/** The rules of the participant that the one of the story may succeed. */
export const predecessor: Rules = makeLife('predecessor');

const makeEdit = (may: (facts: Facts) => boolean): Rule => ({ ...makeRule('draft', ['DRAFT'], 'DRAFT', operator), when: may });

/** The rules of a draft of the predecessor, which passes to its successor. */
export const draft: Rules = {
  create: {
    by: operator,
    makes: true,
    when: (facts) => facts.draft === undefined && facts.predecessor?.state === 'ACTIVE',
    then: (facts) => revise(facts, 'draft', { state: 'DRAFT' }),
  },
  edit: makeEdit((facts) => mayAct(facts.predecessor)),
  editAsSuccessor: makeEdit(({ participant: heir }) => mayAct(heir) && heir?.hasSucceeded === true),
};
