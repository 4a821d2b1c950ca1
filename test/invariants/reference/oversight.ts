import { leads, note, revise, type Actor, type Facts, type Rule, type Rules } from './facts';

const holder = ({ kind }: Facts): readonly Actor[] => (kind.holder ? [kind.holder] : []);
const authority: readonly Actor[] = ['authority'];
const operator: readonly Actor[] = ['operator'];

const begins = (thing: 'mandate' | 'participant', state: string, by: Rule['by'], when: Rule['when'] = () => true): Rule => ({
  by,
  makes: true,
  when: (facts, act) => facts[thing] === undefined && when(facts, act),
  then: (facts) => revise(facts, thing, { state }),
});

const anyoneElse: readonly Actor[] = ['operator', 'authority', 'assessor', 'arbiter', 'otherArbiter', 'buyer', 'otherBuyer'];
const objectors = (facts: Facts): readonly Actor[] => [...anyoneElse, facts.kind.holder === 'provider' ? 'otherProvider' : 'provider'];

const answers: Rule = {
  ...leads('resource', [], 'REGISTERED', authority),
  when: ({ resource: asked }) => asked!.state === 'REGISTERED' && asked!.isChanging,
  then: (facts) => revise(facts, 'resource', { isChanging: false }),
};

/** The rules of a public data resource. */
export const resource: Rules = {
  create: {
    by: holder,
    makes: true,
    when: (facts) => facts.resource === undefined,
    then: (facts) => ({ ...facts, resource: { state: 'DRAFT', revision: 1, objectors: [], isChanging: false } }),
  },
  edit: leads('resource', ['DRAFT'], 'DRAFT', holder),
  submit: leads('resource', ['DRAFT'], 'SUBMITTED', holder),
  giveNotice: leads('resource', ['SUBMITTED'], 'NOTICE', authority),
  reject: leads('resource', ['SUBMITTED', 'NOTICE'], 'REJECTED', authority),
  object: {
    by: objectors,
    when: ({ resource: asked }, { actor }) => asked!.state === 'NOTICE' && !asked!.objectors.includes(actor),
    then: (facts, { actor }) => note(facts, 'resource', { objectors: [...facts.resource!.objectors, actor] }),
  },
  upholdObjection: {
    ...leads('resource', [], 'SUBMITTED', authority),
    when: ({ resource: asked }) => asked!.state === 'NOTICE' && asked!.objectors.includes('buyer'),
  },
  register: leads('resource', ['NOTICE'], 'REGISTERED', authority),
  change: {
    ...leads('resource', ['REGISTERED'], 'REGISTERED', holder),
    then: (facts) => revise(facts, 'resource', { isChanging: true }),
  },
  acceptChange: answers,
  declineChange: answers,
  correct: leads('resource', ['REGISTERED'], 'REGISTERED', authority),
  cancel: leads('resource', ['REGISTERED'], 'CANCELLED', authority),
};

/** The rules of a mandate. */
export const mandate: Rules = {
  grant: begins('mandate', 'GRANTED', authority, ({ resource: asked }) => asked?.state === 'REGISTERED'),
  suspend: leads('mandate', ['GRANTED'], 'SUSPENDED', authority),
  resume: leads('mandate', ['SUSPENDED'], 'GRANTED', authority),
  revoke: leads('mandate', ['GRANTED', 'SUSPENDED'], 'REVOKED', authority),
};

/** The rules of a participant. */
export const participant: Rules = {
  register: begins('participant', 'APPLIED', operator),
  admit: leads('participant', ['APPLIED'], 'ACTIVE', operator),
  suspend: leads('participant', ['ACTIVE'], 'SUSPENDED', operator),
  reinstate: leads('participant', ['SUSPENDED'], 'ACTIVE', operator),
  withdraw: leads('participant', ['APPLIED', 'ACTIVE', 'SUSPENDED'], 'WITHDRAWN', operator),
  pin: leads('participant', ['ACTIVE'], 'ACTIVE', operator),
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
  agree: leads('proposal', ['PROPOSED'], 'AGREED', authority),
  decline: leads('proposal', ['PROPOSED'], 'DECLINED', ['operator', 'authority']),
};

/** The rules of sector presets. */
export const preset: Rules = {
  setPreset: { by: operator, makes: true, names: 'revision', then: (facts) => revise(facts, 'preset', { state: 'SET' }) },
};
