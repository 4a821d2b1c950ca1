import type { PersonName } from '../../support/memory-world';
import type { Kind } from '../kinds';

/** The actors in a lane. */
export type Actor = Exclude<PersonName, 'admin'>;
/** The organisations around an object. */
export type Slot = 'provider' | 'operator' | 'authority';

/** The facts about any object. */
export interface Head {
  readonly state: string;
  readonly revision: number;
}

/** The stance of one organisation on an authorisation, with the round of terms and the epoch of the grade in which it was taken. */
export interface Stance {
  readonly state: 'PENDING' | 'APPROVED' | 'REJECTED' | 'SUSPENDED' | 'REVOKED';
  /** The state before it was SUSPENDED. */
  readonly before?: Stance['state'];
  readonly round: number;
  readonly epoch: number;
}

/** A participant that may leave, and may take over what runs of another. */
export interface ParticipantFacts extends Head {
  /** True if it named its successor. */
  readonly hasNamed?: true;
  readonly hasSucceeded?: true;
}

/** A public data resource. */
export interface ResourceFacts extends Head {
  readonly objectors: readonly Actor[];
  /** The holder has proposed a change. */
  readonly isChanging: boolean;
}

/** The first version of a listing. `state` is the one that follows from the notice, without suspensions. */
export interface ListingFacts extends Head {
  readonly isWhole: boolean;
  readonly isAgreed: boolean;
  readonly isAttested: boolean;
  readonly objectors: readonly Actor[];
  readonly suspenders: readonly Actor[];
  readonly isByOrder: boolean;
  /** 0 general, 1 important, 2 core. */
  readonly grade: number;
  /** The authority has decided about the content. */
  readonly isClassified: boolean;
  /** 0 before the first submission. */
  readonly epoch: number;
  readonly next?: 'DRAFT' | 'LISTED';
}

/** An authorisation. `state` is the stored state. */
export interface AuthorisationFacts extends Head {
  readonly round: number;
  readonly stances: Readonly<Partial<Record<Slot, Stance>>>;
  readonly count: number;
  readonly used: number;
  /** The operator's standing approval on which it rests: the newest one, an earlier one, or one that was withdrawn. */
  readonly rests?: 'newest' | 'earlier' | 'withdrawn';
}

/** A trade. `state` is the stored state; slips are identified by their numbers. */
export interface TradeFacts extends Head {
  readonly slips: Readonly<Partial<Record<'provider' | 'buyer', number>>>;
  readonly clearing: 'NONE' | 'FUNDED' | 'SETTLED' | 'REFUNDED';
  readonly funded?: number;
  readonly before?: string;
  /** The provider began to serve. */
  readonly isServed?: boolean;
  /** The buyer claimed the money back. */
  readonly isClaimed?: boolean;
  /** The provider agreed that the money goes back. */
  readonly isConceded?: boolean;
  /** The number of disputes that each party has opened. */
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

/** All facts about the objects of a lane; a missing object does not exist. */
export interface Facts {
  readonly kind: Kind;
  /** Notices last longer than the story. */
  readonly hasNotice?: boolean;
  readonly participant?: ParticipantFacts;
  /** The participant that may leave to that of the story, and a draft of it. */
  readonly predecessor?: ParticipantFacts;
  readonly draft?: Head;
  readonly proposal?: Head;
  readonly preset?: Head;
  readonly resource?: ResourceFacts;
  readonly mandate?: Head;
  /** The operator's newest standing approval. */
  readonly standing?: Head;
  readonly designation?: Head;
  readonly listing?: ListingFacts;
  readonly authorisation?: AuthorisationFacts;
  readonly trade?: TradeFacts;
  readonly delivery?: DeliveryFacts;
  readonly dispute?: DisputeFacts;
}
/** The objects of a lane. */
export type Thing = Exclude<keyof Facts, 'kind' | 'hasNotice'>;

/** An attempt of an actor. */
export interface Act {
  readonly thing: Thing;
  readonly action: string;
  readonly actor: Actor;
  /** The revision that the act names. */
  readonly revision?: number;
  /** The round of terms that the act judges. */
  readonly round?: number;
  /** The act judges other content than was submitted. */
  readonly isOfOtherContent?: true;
  /** The slip that the act gives or names. */
  readonly slip?: number;
  /** The request names the newest standing approval. */
  readonly isResting?: true;
  /** The variant of the act. */
  readonly way?: number;
}

/** The conditions of an act, and its effect. */
export interface Rule {
  readonly by: readonly Actor[] | ((facts: Facts) => readonly Actor[]);
  /** The value that the act must name correctly: the revision of its thing, the round of its terms, or its content. */
  readonly names?: 'revision' | 'round' | 'content';
  /** The act creates its thing. */
  readonly makes?: true;
  readonly when?: (facts: Facts, act: Act) => boolean;
  readonly then: (facts: Facts, act: Act) => Facts;
}
/** The rules of one thing, by action. */
export type Rules = Readonly<Record<string, Rule>>;

/** Changes a thing, which gets the next revision. */
export function revise<T extends Thing>(facts: Facts, thing: T, changes: Partial<NonNullable<Facts[T]>>): Facts {
  const before = facts[thing];
  return { ...facts, [thing]: { ...before, ...changes, revision: (before?.revision ?? 0) + 1 } };
}

/** Changes facts about a thing outside its own record. */
export function note<T extends Thing>(facts: Facts, thing: T, changes: Partial<NonNullable<Facts[T]>>): Facts {
  return { ...facts, [thing]: { ...facts[thing], ...changes } };
}

/** Makes a rule that leads from some states to another. */
export function makeRule(thing: Thing, from: readonly string[], to: string, by: Rule['by']): Rule {
  return {
    by,
    names: 'revision',
    when: (facts) => from.includes(facts[thing]?.state ?? ''),
    then: (facts) => revise(facts, thing, { state: to }),
  };
}
