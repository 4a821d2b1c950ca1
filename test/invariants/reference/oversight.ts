import { makeRule, note, revise, type Actor, type Facts, type Rule, type Rules } from './facts';

const listHolders = ({ kind }: Facts): readonly Actor[] => (kind.holder ? [kind.holder] : []);
const authority: readonly Actor[] = ['authority'];
const operator: readonly Actor[] = ['operator'];

const makeBeginning = (thing: 'mandate' | 'participant', state: string, by: Rule['by'], when: Rule['when'] = () => true): Rule => ({
  by,
  makes: true,
  when: (facts, act) => facts[thing] === undefined && when(facts, act),
  then: (facts) => revise(facts, thing, { state }),
});

const anyoneElse: readonly Actor[] = ['operator', 'authority', 'assessor', 'arbiter', 'otherArbiter', 'buyer', 'otherBuyer'];
const listObjectors = (facts: Facts): readonly Actor[] => [...anyoneElse, facts.kind.holder === 'provider' ? 'otherProvider' : 'provider'];

const answers: Rule = {
  ...makeRule('resource', [], 'REGISTERED', authority),
  when: ({ resource: asked }) => asked!.state === 'REGISTERED' && asked!.isChanging,
  then: (facts) => revise(facts, 'resource', { isChanging: false }),
};

/** The rules of a public data resource. */
export const resource: Rules = {
  create: {
    by: listHolders,
    makes: true,
    when: (facts) => facts.resource === undefined,
    then: (facts) => ({ ...facts, resource: { state: 'DRAFT', revision: 1, objectors: [], isChanging: false } }),
  },
  edit: makeRule('resource', ['DRAFT'], 'DRAFT', listHolders),
  submit: makeRule('resource', ['DRAFT'], 'SUBMITTED', listHolders),
  giveNotice: makeRule('resource', ['SUBMITTED'], 'NOTICE', authority),
  reject: makeRule('resource', ['SUBMITTED', 'NOTICE'], 'REJECTED', authority),
  object: {
    by: listObjectors,
    when: ({ resource: asked }, { actor }) => asked!.state === 'NOTICE' && !asked!.objectors.includes(actor),
    then: (facts, { actor }) => note(facts, 'resource', { objectors: [...facts.resource!.objectors, actor] }),
  },
  upholdObjection: {
    ...makeRule('resource', [], 'SUBMITTED', authority),
    when: ({ resource: asked }) => asked!.state === 'NOTICE' && asked!.objectors.includes('buyer'),
  },
  register: {
    ...makeRule('resource', [], 'REGISTERED', authority),
    when: ({ resource: asked, hasNotice }) => asked!.state === 'NOTICE' && !hasNotice,
  },
  change: {
    ...makeRule('resource', ['REGISTERED'], 'REGISTERED', listHolders),
    then: (facts) => revise(facts, 'resource', { isChanging: true }),
  },
  acceptChange: answers,
  declineChange: answers,
  correct: makeRule('resource', ['REGISTERED'], 'REGISTERED', authority),
  cancel: makeRule('resource', ['REGISTERED'], 'CANCELLED', authority),
};

/** The rules of a mandate. */
export const mandate: Rules = {
  grant: makeBeginning('mandate', 'GRANTED', authority, ({ resource: asked }) => asked?.state === 'REGISTERED'),
  suspend: makeRule('mandate', ['GRANTED'], 'SUSPENDED', authority),
  resume: makeRule('mandate', ['SUSPENDED'], 'GRANTED', authority),
  revoke: makeRule('mandate', ['GRANTED', 'SUSPENDED'], 'REVOKED', authority),
};

/** The rules of a participant. */
export const participant: Rules = {
  register: makeBeginning('participant', 'APPLIED', operator),
  admit: makeRule('participant', ['APPLIED'], 'ACTIVE', operator),
  suspend: makeRule('participant', ['ACTIVE'], 'SUSPENDED', operator),
  reinstate: makeRule('participant', ['SUSPENDED'], 'ACTIVE', operator),
  withdraw: makeRule('participant', ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT'], 'WITHDRAWN', operator),
  pin: makeRule('participant', ['ACTIVE'], 'ACTIVE', operator),
};

const proposes: Rule = {
  by: operator,
  makes: true,
  when: ({ proposal: before }) => before?.state !== 'PROPOSED',
  then: (facts) => revise(facts, 'proposal', { state: 'PROPOSED' }),
};

/** The rules of proposals to change the exchange, of which there is one at a time. */
export const proposal: Rules = {
  setParameters: proposes,
  setOrganisation: proposes,
  agree: makeRule('proposal', ['PROPOSED'], 'AGREED', authority),
  decline: makeRule('proposal', ['PROPOSED'], 'DECLINED', ['operator', 'authority']),
};

/** The rules of sector presets. */
export const preset: Rules = {
  setPreset: { by: operator, makes: true, names: 'revision', then: (facts) => revise(facts, 'preset', { state: 'SET' }) },
};
