import type { PersonName } from '../../support/memory-world';
import type { Kind } from '../kinds';

/** Those who act upon the objects of a lane. */
export type Actor = Exclude<PersonName, 'admin'>;
/** The places around an object. */
export type Slot = 'provider' | 'operator' | 'authority';

/** What the reference knows of any object. */
export interface Head {
  readonly state: string;
  readonly revision: number;
}

/** One organisation’s word upon an authorisation: in which round of terms and which epoch of the grade it was given. */
export interface Word {
  readonly state: 'PENDING' | 'APPROVED' | 'REJECTED' | 'SUSPENDED' | 'REVOKED';
  /** What it was before it was SUSPENDED. */
  readonly before?: Word['state'];
  readonly round: number;
  readonly epoch: number;
}

/** A public data resource. */
export interface ResourceFacts extends Head {
  readonly objectors: readonly Actor[];
  /** Its holder has said how it has changed. */
  readonly isChanging: boolean;
}

/** A listing’s first version. `state` is what is written. */
export interface ListingFacts extends Head {
  readonly isWhole: boolean;
  readonly isAgreed: boolean;
  readonly isAttested: boolean;
  readonly objectors: readonly Actor[];
  readonly suspenders: readonly Actor[];
  readonly isByOrder: boolean;
  /** 0 general, 1 important, 2 core. */
  readonly grade: number;
  /** 0 before it is first submitted. */
  readonly epoch: number;
  readonly next?: 'DRAFT' | 'LISTED';
}

/** An authorisation. `state` is what is written. */
export interface StateFacts extends Head {
  readonly round: number;
  readonly words: Readonly<Partial<Record<Slot, Word>>>;
  readonly count: number;
  readonly used: number;
}

/** A trade. `state` is what is written; slips are told apart by their numbers. */
export interface TradeFacts extends Head {
  readonly slips: Readonly<Partial<Record<'provider' | 'buyer', number>>>;
  readonly clearing: 'NONE' | 'FUNDED' | 'SETTLED' | 'REFUNDED';
  readonly funded?: number;
  readonly before?: string;
  /** How many disputes each party has opened. */
  readonly disputes?: Readonly<Partial<Record<Actor, number>>>;
}

/** The newest delivery. */
export interface DeliveryFacts extends Head {
  readonly windows: number;
  readonly acknowledged: number;
  readonly isReplacement: boolean;
}

/** A dispute about the trade. */
export interface DisputeFacts extends Head {
  readonly opener: Actor;
  readonly arbiters: readonly Actor[];
  readonly outcome?: 'settle' | 'refund' | 'resume';
  readonly isAppealed: boolean;
}

/** All that the reference knows of a lane’s objects; what is left out is not there. */
export interface Facts {
  readonly kind: Kind;
  readonly participant?: Head;
  readonly proposal?: Head;
  readonly preset?: Head;
  readonly resource?: ResourceFacts;
  readonly mandate?: Head;
  readonly designation?: Head;
  readonly listing?: ListingFacts;
  readonly authorisation?: StateFacts;
  readonly trade?: TradeFacts;
  readonly delivery?: DeliveryFacts;
  readonly dispute?: DisputeFacts;
}
/** The objects of a lane. */
export type Thing = Exclude<keyof Facts, 'kind'>;

/** Something that somebody tries. */
export interface Act {
  readonly thing: Thing;
  readonly action: string;
  readonly actor: Actor;
  /** The revision that is named, where one is. */
  readonly revision?: number;
  /** The round of terms that is judged, where one is. */
  readonly round?: number;
  /** It judges content that is not what was submitted. */
  readonly isOfOtherContent?: true;
  /** The slip that is given or named. */
  readonly slip?: number;
  /** Which of several ways to do it. */
  readonly way?: number;
}

/** When an act is done, and what it makes. */
export interface Rule {
  readonly by: readonly Actor[] | ((facts: Facts) => readonly Actor[]);
  /** What the act must name rightly: the revision of its thing, the round of its terms, or its content. */
  readonly names?: 'revision' | 'round' | 'content';
  /** It makes its thing, and may find none. */
  readonly makes?: true;
  readonly when?: (facts: Facts, act: Act) => boolean;
  readonly then: (facts: Facts, act: Act) => Facts;
}
/** The rules of one thing, by action. */
export type Rules = Readonly<Record<string, Rule>>;

/** The same facts, with a thing changed; what is written anew is one revision on. */
export function revise<T extends Thing>(facts: Facts, thing: T, changes: Partial<NonNullable<Facts[T]>>): Facts {
  const before = facts[thing];
  return { ...facts, [thing]: { ...before, ...changes, revision: (before?.revision ?? 0) + 1 } };
}

/** The same facts, with something said beside a thing’s own record. */
export function note<T extends Thing>(facts: Facts, thing: T, changes: Partial<NonNullable<Facts[T]>>): Facts {
  return { ...facts, [thing]: { ...facts[thing], ...changes } };
}

/** A rule that leads from some states to another, by a revision. */
export function leads(thing: Thing, from: readonly string[], to: string, by: Rule['by']): Rule {
  return {
    by,
    names: 'revision',
    when: (facts) => from.includes(facts[thing]?.state ?? ''),
    then: (facts) => revise(facts, thing, { state: to }),
  };
}
