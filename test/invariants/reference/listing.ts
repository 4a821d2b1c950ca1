import { makeRule, note, revise, type Actor, type Facts, type ListingFacts, type Rules } from './facts';
import { isMandated, isOpen, isPublicData, isRegistered, showListing } from './visible-state';

const first: ListingFacts = {
  state: 'DRAFT',
  revision: 1,
  isWhole: true,
  isAgreed: false,
  isAttested: false,
  objectors: [],
  suspenders: [],
  isByOrder: false,
  grade: 0,
  isClassified: false,
  epoch: 0,
};
const standing = ['LISTED', 'SUPERSEDED'];
const judged = ['IN_REVIEW', 'NOTICE', ...standing];

/** Returns whether the version may leave its state: all that its grade requires have agreed, and it is not core data. */
function mayLeave(facts: Facts): boolean {
  const { grade, isAgreed, isAttested } = facts.listing!;
  const mustBeAttested = facts.kind.needsAssessor === true || grade === 1;
  const mustBeAgreed = isPublicData(facts) || grade === 1;
  return grade < 2 && (isAttested || !mustBeAttested) && (isAgreed || !mustBeAgreed);
}

/** Returns whether public data is permitted: its resource is registered, its mandate holds, and its charge is within the ceiling. */
function isPermitted(facts: Facts): boolean {
  return isRegistered(facts) && isMandated(facts) && !facts.kind.isTooDear;
}

const anyoneElse: readonly Actor[] = [
  'operator',
  'authority',
  'assessor',
  'arbiter',
  'otherArbiter',
  'otherProvider',
  'buyer',
  'otherBuyer',
];
const seesAll: readonly Actor[] = ['operator', 'authority', 'assessor', 'arbiter', 'otherArbiter', 'buyer'];
/** The organisation that suspended resumes. A delisting by order ends both. */
const own =
  (suspends: boolean) =>
  (facts: Facts, { actor }: { readonly actor: Actor }) => {
    const { isByOrder, suspenders } = facts.listing!;
    return (
      ['LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'].includes(showListing(facts)) &&
      !isByOrder &&
      suspenders.includes(actor) === suspends
    );
  };

/** Returns whether the authority graded the listing higher than the content of its next version claims. */
function isRaised({ listing: { isClassified, grade } = first }: Facts): boolean {
  return isClassified && grade > 0;
}

function mayDelist(facts: Facts, actor: Actor): boolean {
  if (facts.listing!.state === 'DELISTED') return false;
  return standing.includes(showListing(facts)) || (showListing(facts) === 'SUSPENDED' && actor === 'operator');
}

/** The rules of a listing's version in the reference. */
export const listing: Rules = {
  create: {
    by: ['provider'],
    makes: true,
    when: (facts) => !facts.listing,
    then: (facts, { way }) => ({ ...facts, listing: { ...first, isWhole: way !== 1 || !facts.kind.lacks } }),
  },
  edit: {
    by: ['provider'],
    names: 'revision',
    when: ({ listing: { state } = first }) => state === 'DRAFT',
    then: (facts, { way }) => revise(facts, 'listing', { isWhole: way !== 1 || !facts.kind.lacks, isAgreed: false, isAttested: false }),
  },
  submit: {
    by: ['provider'],
    names: 'revision',
    when: ({ listing: { state, isWhole } = first }) => state === 'DRAFT' && isWhole,
    then: (facts) => {
      const { epoch, grade, isClassified } = facts.listing!;
      // The authority's word on this content holds, whatever the provider claims.
      return revise(facts, 'listing', { state: 'IN_REVIEW', epoch: Math.max(epoch, 1), grade: isClassified ? grade : facts.kind.grade });
    },
  },
  requestChanges: makeRule('listing', ['IN_REVIEW', 'NOTICE'], 'DRAFT', ['operator']),
  reject: makeRule('listing', ['IN_REVIEW'], 'REJECTED', ['operator']),
  withdraw: makeRule('listing', ['IN_REVIEW', 'NOTICE'], 'DRAFT', ['provider']),
  agree: {
    by: ['authority'],
    names: 'revision',
    when: ({ listing: { state, isAgreed } = first }) => ['IN_REVIEW', 'NOTICE'].includes(state) && !isAgreed,
    then: (facts) => note(facts, 'listing', { isAgreed: true }),
  },
  attest: {
    by: ['assessor'],
    names: 'content',
    when: (facts) => [...judged, 'SUSPENDED'].includes(showListing(facts)),
    then: (facts) => note(facts, 'listing', { isAttested: true }),
  },
  approve: {
    by: ['operator'],
    names: 'revision',
    when: (facts) => facts.listing!.state === 'IN_REVIEW' && mayLeave(facts) && isPermitted(facts),
    // A notice of 0 hours ends at once; others last longer than a run.
    then: (facts) => revise(facts, 'listing', { state: facts.hasNotice ? 'NOTICE' : 'LISTED' }),
  },
  object: {
    by: ({ kind }) => (kind.isForFew ? seesAll : anyoneElse),
    when: ({ listing: { state, objectors } = first }, { actor }) => state === 'NOTICE' && !objectors.includes(actor),
    then: (facts, { actor }) => note(facts, 'listing', { objectors: [...facts.listing!.objectors, actor] }),
  },
  upholdObjection: {
    by: ['operator'],
    names: 'revision',
    when: ({ listing: { state, objectors } = first }) => state === 'NOTICE' && objectors.includes('buyer'),
    then: (facts) => revise(facts, 'listing', { state: 'IN_REVIEW' }),
  },
  suspend: {
    by: ['operator', 'authority'],
    names: 'revision',
    when: own(false),
    then: (facts, { actor }) => note(facts, 'listing', { suspenders: [...facts.listing!.suspenders, actor] }),
  },
  resume: {
    by: ['operator', 'authority'],
    names: 'revision',
    when: own(true),
    then: (facts, { actor }) => note(facts, 'listing', { suspenders: facts.listing!.suspenders.filter((each) => each !== actor) }),
  },
  delist: {
    by: ['provider', 'operator'],
    names: 'revision',
    when: (facts, { actor }) => mayDelist(facts, actor),
    then: (facts, { actor }) => revise(facts, 'listing', { state: 'DELISTED', isByOrder: actor === 'operator' }),
  },
  createVersion: {
    by: ['provider'],
    when: (facts) => !facts.listing!.next && ['LISTED', 'DELISTED', 'REJECTED'].includes(showListing(facts)),
    then: (facts) => note(facts, 'listing', { next: 'DRAFT' }),
  },
  supersede: {
    by: ['provider'],
    when: (facts) => !facts.listing!.next && isOpen(facts) && !isRaised(facts),
    // The approval of the next version supersedes this one without a change of its own record.
    then: (facts) => note(facts, 'listing', { state: 'SUPERSEDED', next: 'LISTED' }),
  },
  reclassify: {
    by: ['authority'],
    names: 'content',
    when: ({ listing: { state } = first }) => [...judged, 'DELISTED'].includes(state),
    then: (facts, { way = 1 }) => {
      const { grade, epoch, isClassified } = facts.listing!;
      return note(facts, 'listing', { grade: way, epoch: way > (isClassified ? grade : 0) ? epoch + 1 : epoch, isClassified: true });
    },
  },
};

/** The rules of a listing's designation in the reference. */
export const designation: Rules = {
  designate: {
    by: ['authority'],
    makes: true,
    names: 'revision',
    when: (facts) => isOpen(facts) || facts.listing?.next === 'LISTED',
    then: (facts) => revise(facts, 'designation', { state: 'DESIGNATED' }),
  },
  endDesignation: makeRule('designation', ['DESIGNATED'], 'ENDED', ['authority']),
};
