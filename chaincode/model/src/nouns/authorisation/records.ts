import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, Line, MspId, OneOf, Text, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { modes } from '../listing/modes';
import { ViewOf } from '../../kernel/record';
import { TextHash } from '../../kernel/text';
import { stanceStates, type StanceSlot } from '../../kernel/stance';
import { NamedStandings } from '../standing/records';

/** The stored states of an authorisation's head. */
export const authorisationStates = ['REQUESTED', 'OFFERED', 'ACCEPTED', 'ACTIVE', 'WITHDRAWN', 'SURRENDERED'] as const;
/** The states computed from head, stances, slots and time. */
export const computedAuthorisationStates = ['PART_APPROVED', 'GRANTED', 'REJECTED', 'LAPSED', 'REVOKED', 'EXPIRED', 'SUSPENDED'] as const;
export type AuthorisationState = (typeof authorisationStates)[number] | (typeof computedAuthorisationStates)[number];

/** The terms of a use: its scenario and purpose, where, when, how often and in which mode. */
export const Terms = Closed(
  {
    scenario: Line(500),
    purpose: Line(200),
    territory: Type.Optional(Line(200)),
    from: Instant,
    until: Instant,
    count: Type.Integer({ minimum: 1, maximum: 99_999, description: 'How many deliveries may be opened.' }),
    mode: OneOf(...modes),
    inspectionHours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 8_760, description: 'Hours in which the buyer can object to what was sent.' }),
    ),
    note: Type.Optional(TextHash),
    legalBasis: Type.Optional(Text(2_000)),
  },
  'The terms of an authorisation; its window is [from, until). Public data with a legalBasis may be shared among public bodies without a price.',
);
export type Terms = Static<typeof Terms>;

/** The head of an authorisation: its parties, its listing version and its terms. */
export interface AuthorisationRecord {
  readonly id: string;
  readonly listing: string;
  readonly version: number;
  readonly provider: string;
  readonly buyer: string;
  readonly buyerMspId: string;
  readonly terms: Terms;
  /** The hash of the listing version's content. */
  readonly contentHash?: Hash;
  /** The slots whose stances were made with it. The listing decides which of them must approve. */
  readonly slots: readonly { readonly slot: StanceSlot; readonly mspId: string }[];
  readonly requestedAt: string;
  /** Time of lapse: the authorisation lapses at this time if nobody answers the current terms. */
  readonly answerBy: string;
  /** Counts how often offers and counters changed the terms. */
  readonly round: number;
  readonly renews?: string;
  readonly trade?: string;
  /** The standing approvals on which it rests, as the request named them. They count as long as they cover its current terms. */
  readonly standing?: NamedStandings;
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
      standing: Type.Optional(Id('sta')),
    }),
  ),
  requestedAt: Instant,
  answerBy: Instant,
  round: Type.Integer({ minimum: 0 }),
  renews: Type.Optional(Id('aut')),
  trade: Type.Optional(Id('trd')),
  standing: Type.Optional(NamedStandings),
};

/** An authorisation as its parties and those who oversee see it. */
export const AuthorisationView = ViewOf('Authorisation', {
  ...properties,
  slotsUsed: Type.Optional(Type.Integer({ minimum: 0, description: 'How many of the `count` deliveries were opened.' })),
  /** The instant from which the buyer of a suspended access can claim. */
  endsAt: Type.Optional(Instant),
});
export type AuthorisationView = Static<typeof AuthorisationView>;

/** The state machine of an authorisation. */
export const authorisationLifecycle = {
  request: { from: ['NONE'], to: ['REQUESTED', 'PART_APPROVED', 'GRANTED'], by: ['buyer'] },
  offer: { from: ['REQUESTED', 'PART_APPROVED', 'OFFERED'], to: ['OFFERED'], by: ['object-provider'] },
  counter: { from: ['OFFERED'], to: ['REQUESTED'], by: ['object-buyer'] },
  accept: { from: ['OFFERED'], to: ['ACCEPTED'], by: ['object-buyer'] },
  approve: { from: ['REQUESTED', 'ACCEPTED', 'PART_APPROVED'], to: ['PART_APPROVED', 'GRANTED'], by: ['object-approver'] },
  approveAgain: { from: ['PART_APPROVED', 'GRANTED', 'ACTIVE'], to: 'same', by: ['object-approver'] },
  approveByHand: { from: ['SUSPENDED'], to: ['ACTIVE', 'SUSPENDED'], by: ['object-approver'] },
  reject: { from: ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'], to: ['REJECTED'], by: ['object-approver'] },
  withdraw: { from: ['REQUESTED', 'OFFERED', 'ACCEPTED', 'PART_APPROVED'], to: ['WITHDRAWN'], by: ['object-buyer'] },
  activate: { from: ['GRANTED'], to: ['ACTIVE'], by: ['object-buyer'] },
  suspend: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['SUSPENDED'], by: ['object-approver'] },
  resume: { from: ['SUSPENDED'], to: ['GRANTED', 'ACTIVE', 'SUSPENDED'], by: ['object-suspender'] },
  revoke: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['REVOKED'], by: ['object-approver'] },
  surrender: { from: ['GRANTED', 'ACTIVE', 'SUSPENDED'], to: ['SURRENDERED'], by: ['object-buyer'] },
} as const satisfies Lifecycle<AuthorisationState>;
