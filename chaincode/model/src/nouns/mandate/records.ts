import { Type, type Static } from '@sinclair/typebox';
import { Closed, Currency, Id, Instant, Line, OneOf } from '../../kernel/forms';
import type { Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';

/** The stored states of a mandate. EXPIRED is computed: its window has passed. */
export const mandateStates = ['GRANTED', 'SUSPENDED', 'REVOKED'] as const;
export type MandateState = (typeof mandateStates)[number] | 'EXPIRED';

/** An amount of money: a charge for public data, or the most that may be charged under a mandate. */
export const Ceiling = Closed({
  amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'In the smallest unit of the currency.' }),
  currency: Currency,
});
export type Ceiling = Static<typeof Ceiling>;

/** Permission that the authority gives a participant: to operate named resources, for named scenarios, in a window, under a ceiling of charges. */
export const MandateTerms = Closed({
  grantee: Id('ptc'),
  resources: Type.Array(Id('res'), { minItems: 1, maxItems: 32, uniqueItems: true }),
  scenarios: Type.Array(Line(500), { minItems: 1, maxItems: 64, uniqueItems: true }),
  from: Instant,
  until: Instant,
  ceiling: Type.Optional(Ceiling),
});

/** A mandate. It cannot be passed on. */
export const Mandate = Closed({ id: Id('man'), ...MandateTerms.properties, grantedBy: Id('ptc'), state: OneOf(...mandateStates) });
export type MandateRecord = Static<typeof Mandate>;
/** A mandate as callers see it. */
export const MandateView = ViewOf('Mandate', { ...Mandate.properties, state: OneOf(...mandateStates, 'EXPIRED') });

/** The state machine of a mandate. */
export const mandateLifecycle = {
  grant: { from: ['NONE'], to: ['GRANTED'], by: ['authority'] },
  suspend: { from: ['GRANTED'], to: ['SUSPENDED'], by: ['authority'] },
  resume: { from: ['SUSPENDED'], to: ['GRANTED'], by: ['authority'] },
  revoke: { from: ['GRANTED', 'SUSPENDED'], to: ['REVOKED'], by: ['authority'] },
} as const satisfies Lifecycle<MandateState>;

/** Returns the state of a mandate at an instant. */
export function stateOfMandate({ state, until }: Pick<MandateRecord, 'state' | 'until'>, at: string): MandateState {
  return state !== 'REVOKED' && until <= at ? 'EXPIRED' : state;
}
