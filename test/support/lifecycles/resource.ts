import { hashBytes } from '@databund/model';
import { people } from '../memory-world';
import { ids } from './ids';
import { nameRevision, objectors, repeatFor, type Lifecycle, type Names } from './lifecycle';
import { registered } from './paths';
import { changedContent } from './samples';
import { steps } from './steps';

/** The people to which a resource is not public before its notice. */
const hiddenFrom: Names = ['otherProvider', 'buyer', 'otherBuyer', 'arbiter', 'otherArbiter', 'assessor'];

/** The lifecycle of a resource. */
export const resource: Lifecycle = {
  commands: {
    object: () => ({ id: ids.resource, text: hashBytes('no') }),
    upholdObjection: nameRevision('resource', ids.resource, { objector: people.buyer.participantId }),
    ...repeatFor(['edit', 'correct', 'change'], nameRevision('resource', ids.resource, { content: changedContent })),
    ...repeatFor(
      ['submit', 'giveNotice', 'reject', 'register', 'cancel', 'acceptChange', 'declineChange'],
      nameRevision('resource', ids.resource),
    ),
  },
  absent: 'RESOURCE_NOT_FOUND',
  selfDealing: { actor: 'provider', actions: ['object'] },
  states: {
    DRAFT: { by: [steps.createResource], may: { edit: ['provider'], submit: ['provider'] }, hiddenFrom },
    SUBMITTED: { by: [steps.createResource, steps.submitResource], may: { giveNotice: ['authority'], reject: ['authority'] }, hiddenFrom },
    NOTICE: {
      by: [steps.createResource, steps.submitResource, steps.giveNotice],
      may: { register: ['authority'], reject: ['authority'], object: objectors },
      codes: { upholdObjection: 'OBJECTION_NOT_FOUND' },
    },
    'NOTICE, objected': {
      by: [steps.createResource, steps.submitResource, steps.giveNotice, steps.objectToResource],
      may: {
        register: ['authority'],
        reject: ['authority'],
        object: objectors.filter((name) => name !== 'buyer'),
        upholdObjection: ['authority'],
      },
      codes: { object: 'ALREADY_EXISTS' },
    },
    REGISTERED: {
      by: registered,
      may: { correct: ['authority'], cancel: ['authority'], change: ['provider'] },
      codes: { acceptChange: 'PROPOSAL_NOT_FOUND', declineChange: 'PROPOSAL_NOT_FOUND' },
    },
    'REGISTERED, with a change': {
      by: [...registered, steps.changeResource],
      may: {
        correct: ['authority'],
        cancel: ['authority'],
        change: ['provider'],
        acceptChange: ['authority'],
        declineChange: ['authority'],
      },
    },
    CANCELLED: { by: [...registered, steps.cancelResource], may: {} },
    REJECTED: { by: [steps.createResource, steps.submitResource, steps.rejectResource], may: {}, hiddenFrom },
  },
};
