import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, Line, MspId, OneOf } from '../../kernel/forms';
import { roles, type Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';
import { stanceSlots } from '../../kernel/stance';
import { modes } from '../listing/modes';

/** The stored states of a standing approval. EXPIRED is computed: its time has passed. */
export const standingStates = ['GIVEN', 'WITHDRAWN'] as const;
export type StandingState = (typeof standingStates)[number] | 'EXPIRED';

/** Buyers by what the ledger knows of them. A member that is absent sets no limit. */
const Buyers = Closed(
  {
    roles: Type.Optional(
      Type.Array(OneOf(...roles), {
        minItems: 1,
        maxItems: roles.length,
        uniqueItems: true,
        description: 'The buyer holds one of these roles.',
      }),
    ),
    organisations: Type.Optional(
      Type.Array(MspId, { minItems: 1, maxItems: 64, uniqueItems: true, description: 'The buyer is of one of these organisations.' }),
    ),
    participants: Type.Optional(
      Type.Array(Id('ptc'), { minItems: 1, maxItems: 64, uniqueItems: true, description: 'The buyer is one of these participants.' }),
    ),
  },
  'The buyers that it covers, within all limits that are given: { roles, organisations, participants }; by default all.',
);

/** Says which uses a participant approves in advance, for one slot. A member that is absent sets no limit; the grade is always at most general. */
export const StandingTerms = Closed({
  slot: OneOf(...stanceSlots),
  free: Type.Boolean({ description: 'True if it covers only what costs nothing; false if also what has a price.' }),
  until: Instant,
  listings: Type.Optional(
    Type.Array(Id('lst'), {
      minItems: 1,
      maxItems: 64,
      uniqueItems: true,
      description: 'The listings that it covers; by default all, of a provider all its own.',
    }),
  ),
  purposes: Type.Optional(
    Type.Array(Line(200), { minItems: 1, maxItems: 64, uniqueItems: true, description: 'The purposes that it covers; by default all.' }),
  ),
  modes: Type.Optional(
    Type.Array(OneOf(...modes), {
      minItems: 1,
      maxItems: modes.length,
      uniqueItems: true,
      description: 'The modes that it covers; by default all.',
    }),
  ),
  buyers: Type.Optional(Buyers),
  limitPerBuyer: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'The most authorisations of one buyer that rest on it.' }),
  ),
});

/** A standing approval: what one participant states in advance for its slot. */
export const StandingApproval = Closed({
  id: Id('sta'),
  ...StandingTerms.properties,
  givenBy: Id('ptc'),
  mspId: MspId,
  state: OneOf(...standingStates),
});
export type StandingApproval = Static<typeof StandingApproval>;
/** A standing approval as callers see it. */
export const StandingView = ViewOf('StandingApproval', { ...StandingApproval.properties, state: OneOf(...standingStates, 'EXPIRED') });

/** Names a standing approval for each slot that one covers. */
export const NamedStandings = Closed(
  { provider: Type.Optional(Id('sta')), operator: Type.Optional(Id('sta')), authority: Type.Optional(Id('sta')) },
  'The standing approval on which the use rests, for each slot that has one.',
);
export type NamedStandings = Static<typeof NamedStandings>;

/** The state machine of a standing approval. */
export const standingLifecycle = {
  give: { from: ['NONE'], to: ['GIVEN'], by: ['provider', 'operator', 'authority'] },
  withdraw: { from: ['GIVEN'], to: ['WITHDRAWN'], by: ['object-approver'] },
} as const satisfies Lifecycle<StandingState>;

/** Returns the state of a standing approval at an instant. */
export function stateOfStanding({ state, until }: Pick<StandingApproval, 'state' | 'until'>, at: string): StandingState {
  return state === 'GIVEN' && until <= at ? 'EXPIRED' : state;
}

/** One of the places that authorisations of one buyer take under a standing approval with a limit. An absent one is free. */
export interface StandingUseRecord {
  readonly buyer: string;
  readonly authorisation: string;
  readonly state: 'TAKEN';
}
