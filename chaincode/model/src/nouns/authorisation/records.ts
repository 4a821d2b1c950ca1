import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, Line, MspId, OneOf, Text, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { modes } from '../listing/modes';
import { ViewOf } from '../../kernel/record';
import { stanceStates, type StanceSlot } from '../../kernel/stance';

/** The written states of an authorisation’s head. */
export const authorisationStates = ['REQUESTED', 'OFFERED', 'ACCEPTED', 'ACTIVE', 'WITHDRAWN', 'SURRENDERED'] as const;
/** States that follow from head, stances, slots and time. */
export const computedAuthorisationStates = [
  'PART_APPROVED',
  'GRANTED',
  'REJECTED',
  'LAPSED',
  'REVOKED',
  'EXPIRED',
  'EXHAUSTED',
  'SUSPENDED',
] as const;
export type AuthorisationState = (typeof authorisationStates)[number] | (typeof computedAuthorisationStates)[number];

/** What is asked for: what the data is for, where, when, how often and how it comes. */
export const Terms = Closed(
  {
    scenario: Line(500),
    purpose: Line(200),
    territory: Type.Optional(Line(200)),
    from: Instant,
    until: Instant,
    count: Type.Integer({ minimum: 1, maximum: 99_999, description: 'How many deliveries may be opened.' }),
    mode: OneOf(...modes),
    note: Type.Optional(Text(4_000)),
    legalBasis: Type.Optional(Text(2_000)),
  },
  'The terms of an authorisation; its window is [from, until). Public data with a legalBasis may be shared among public bodies without a price.',
);
export type Terms = Static<typeof Terms>;

/** An authorisation’s head: whose it is, upon which version of which listing, and on which terms. */
export interface AuthorisationRecord {
  readonly id: string;
  readonly listing: string;
  readonly version: number;
  readonly provider: string;
  readonly buyer: string;
  readonly buyerMspId: string;
  readonly terms: Terms;
  /** Of the listing version’s content. Records from before it was written here are held against the listing itself. */
  readonly contentHash?: Hash;
  /** The slots whose stances were made with it, each with its organisation. Which of them must approve follows from the listing. */
  readonly slots: readonly { readonly slot: StanceSlot; readonly mspId: string }[];
  readonly requestedAt: string;
  /** When it lapses without an answer to the terms as they stand. */
  readonly answerBy?: string;
  /** How often the terms were changed by offers and counters; 0 is the listed offer’s terms. */
  readonly round: number;
  readonly renews?: string;
  readonly trade?: string;
  readonly state: (typeof authorisationStates)[number];
}

const properties = {
  id: Id('aut'),
  listing: Id('lst'),
  version: Version,
  provider: Id('ptc'),
  buyer: Id('ptc'),
  buyerMspId: MspId,
  terms: Terms,
  termsHash: Hash,
  state: OneOf(...authorisationStates, ...computedAuthorisationStates),
  stances: Type.Array(
    Closed({
      slot: OneOf('provider', 'operator', 'authority'),
      mspId: MspId,
      state: OneOf(...stanceStates),
      filledBy: Type.Optional(Id('ptc')),
    }),
  ),
  requestedAt: Instant,
  answerBy: Instant,
  round: Type.Integer({ minimum: 0 }),
  renews: Type.Optional(Id('aut')),
  trade: Type.Optional(Id('trd')),
};

/** An authorisation as its parties and those who oversee see it. */
export const AuthorisationView = ViewOf('Authorisation', { ...properties, slotsUsed: Type.Optional(Type.Integer({ minimum: 0 })) });
export type AuthorisationView = Static<typeof AuthorisationView>;

/** The life of an authorisation, as far as it is written. */
export const authorisationLife = {
  request: { from: ['NONE'], to: ['REQUESTED'], by: ['buyer'] },
  offer: { from: ['REQUESTED', 'PART_APPROVED', 'OFFERED'], to: ['OFFERED'], by: ['object-provider'] },
  counter: { from: ['OFFERED'], to: ['REQUESTED'], by: ['object-buyer'] },
  accept: { from: ['OFFERED'], to: ['ACCEPTED'], by: ['object-buyer'] },
  approve: { from: ['REQUESTED', 'ACCEPTED', 'PART_APPROVED'], to: ['PART_APPROVED', 'GRANTED'], by: ['object-approver'] },
  approveAgain: { from: ['PART_APPROVED', 'GRANTED', 'ACTIVE'], to: 'same', by: ['object-approver'] },
  reject: { from: ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'], to: ['REJECTED'], by: ['object-approver'] },
  withdraw: { from: ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'], to: ['WITHDRAWN'], by: ['object-buyer'] },
  activate: { from: ['GRANTED'], to: ['ACTIVE'], by: ['object-buyer'] },
  suspend: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['SUSPENDED'], by: ['object-approver'] },
  resume: { from: ['SUSPENDED'], to: ['GRANTED', 'ACTIVE', 'SUSPENDED'], by: ['object-suspender'] },
  revoke: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['REVOKED'], by: ['object-approver'] },
  surrender: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['SURRENDERED'], by: ['object-buyer'] },
} as const satisfies Lifecycle<AuthorisationState>;
