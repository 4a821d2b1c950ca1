import { ids } from './ids';
import { nameRevision, type Lifecycle } from './lifecycle';
import { steps } from './steps';

/** The lifecycle of a standing approval. */
export const standing: Lifecycle = {
  commands: { withdraw: nameRevision('standing', ids.standing) },
  states: {
    GIVEN: { by: [steps.operatorGives], may: { withdraw: ['operator'] } },
    WITHDRAWN: { by: [steps.operatorGives, steps.withdrawStanding], may: {} },
    EXPIRED: { by: [steps.operatorGives, steps.waitHours(24 * 365)], may: {} },
  },
};
