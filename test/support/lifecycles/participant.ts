import { people } from '../memory-world';
import { ids } from './ids';
import { nameRevision, repeatFor, type Lifecycle } from './lifecycle';
import { steps } from './steps';

/** The lifecycle of a participant. */
export const participant: Lifecycle = {
  commands: {
    ...repeatFor(['admit', 'suspend', 'reinstate', 'withdraw'], nameRevision('participant', ids.participant)),
    pin: nameRevision('participant', ids.participant, { keyHashes: [] }),
    succeed: nameRevision('participant', ids.participant, { predecessor: people.otherBuyer.participantId }),
    requestPinRelease: () => ({ id: ids.participant }),
    ...repeatFor(['agreePinRelease', 'refusePinRelease', 'releasePins'], nameRevision('participant', ids.participant)),
  },
  // The participant pins nothing, so there is nothing to release.
  actors: { requestPinRelease: ['operator'], agreePinRelease: ['authority'], releasePins: ['operator', 'authority'] },
  codes: {
    requestPinRelease: 'NOTHING_PINNED',
    ...repeatFor(['agreePinRelease', 'releasePins'], 'PIN_RELEASE_NOT_FOUND' as const),
  },
  states: {
    APPLIED: { by: [steps.register], may: { admit: ['operator'], withdraw: ['operator'] } },
    ACTIVE: { by: [steps.register, steps.admit], may: { suspend: ['operator'], withdraw: ['operator'] } },
    SUSPENDED: { by: [steps.register, steps.admit, steps.suspendParticipant], may: { reinstate: ['operator'], withdraw: ['operator'] } },
    LEFT: { by: [steps.register, steps.admit, steps.leave], may: { withdraw: ['operator'] } },
    WITHDRAWN: { by: [steps.register, steps.withdrawParticipant], may: {} },
  },
};
