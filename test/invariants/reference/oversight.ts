import { makeRule, note, revise, type Actor, type Facts, type Rule, type Rules } from './facts';

const listHolders = ({ kind }: Facts): readonly Actor[] => (kind.holder ? [kind.holder] : []);
const authority: readonly Actor[] = ['authority'];
const operator: readonly Actor[] = ['operator'];

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
  grant: {
    by: authority,
    makes: true,
    when: ({ mandate: before, resource: asked }) => before === undefined && asked?.state === 'REGISTERED',
    then: (facts) => revise(facts, 'mandate', { state: 'GRANTED' }),
  },
  suspend: makeRule('mandate', ['GRANTED'], 'SUSPENDED', authority),
  resume: makeRule('mandate', ['SUSPENDED'], 'GRANTED', authority),
  revoke: makeRule('mandate', ['GRANTED', 'SUSPENDED'], 'REVOKED', authority),
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
