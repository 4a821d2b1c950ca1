import { defineVoice } from '../../kernel/voice';
import type { ResourceObjectionRecord, ResourceRecord } from './records';

/** Names who may say what about a public data resource. */
export const resourceVoice = defineVoice<ResourceRecord>({
  parties: ({ mspId }) => ({ 'object-holder': mspId }),
  steps: {
    create: { by: ['object-holder'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['holder'] },
    edit: { by: ['object-holder'], from: ['DRAFT'], to: 'same', sets: ['content'] },
    submit: { by: ['object-holder'], from: ['DRAFT'], to: ['SUBMITTED'], sets: ['contentHash'] },
    giveNotice: { by: ['authority'], from: ['SUBMITTED'], to: ['NOTICE'], sets: ['noticedAt'] },
    reject: { by: ['authority'], from: ['SUBMITTED', 'NOTICE'], to: ['REJECTED'], sets: [] },
    upholdObjection: { by: ['authority'], from: ['NOTICE'], to: ['SUBMITTED'], sets: [] },
    register: { by: ['authority'], from: ['NOTICE'], to: ['REGISTERED'], sets: ['registrationNumber'] },
    change: { by: ['object-holder'], from: ['REGISTERED'], to: 'same', sets: ['proposed'] },
    acceptChange: { by: ['authority'], from: ['REGISTERED'], to: 'same', sets: ['content', 'contentHash', 'proposed'] },
    declineChange: { by: ['authority'], from: ['REGISTERED'], to: 'same', sets: ['proposed'] },
    correct: { by: ['authority'], from: ['REGISTERED'], to: 'same', sets: ['content', 'contentHash'] },
    cancel: { by: ['authority'], from: ['REGISTERED'], to: ['CANCELLED'], sets: [] },
  },
});

/** Names who may object to a resource. */
export const resourceObjectionVoice = defineVoice<ResourceObjectionRecord>({
  parties: () => ({}),
  steps: { object: { by: ['anyone'], from: ['NONE'], to: ['RAISED'], sets: 'all', names: ['objector'] } },
});
