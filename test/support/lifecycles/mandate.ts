import { ids } from './ids';
import { nameRevision, repeatFor, type Lifecycle } from './lifecycle';
import { mandated } from './paths';
import { steps } from './steps';

/** The lifecycle of a mandate. */
export const mandate: Lifecycle = {
  commands: repeatFor(['suspend', 'resume', 'revoke'], nameRevision('mandate', ids.mandate)),
  states: {
    GRANTED: { by: mandated, may: { suspend: ['authority'], revoke: ['authority'] } },
    SUSPENDED: { by: [...mandated, steps.suspendMandate], may: { resume: ['authority'], revoke: ['authority'] } },
    REVOKED: { by: [...mandated, steps.revokeMandate], may: {} },
    EXPIRED: { by: [...mandated, steps.waitHours(24 * 365)], may: {} },
  },
};
