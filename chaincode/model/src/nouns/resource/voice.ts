import { defineVoice } from '../../kernel/voice';
import type { ResourceObjectionRecord, ResourceRecord } from './records';

/** Names who may say what about a public data resource. */
export const resourceVoice = defineVoice<ResourceRecord>({
  parties: ({ mspId }) => ({ 'object-holder': mspId }),
  steps: {
    create: { by: ['object-holder'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['holder'] },
    edit: { by: ['object-holder'], from: ['DRAFT'], to: 'same', sets: ['content'] },
    submit: { by: ['object-holder'], from: ['DRAFT'], to: ['SUBMITTED'], sets: ['contentHash'], binds: 'authority' },
    giveNotice: {
      by: ['authority'],
      from: ['SUBMITTED'],
      to: ['NOTICE'],
      sets: ['noticedAt'],
      stamps: ['noticedAt'],
      binds: 'object-holder',
    },
    reject: { by: ['authority'], from: ['SUBMITTED', 'NOTICE'], to: ['REJECTED'], sets: [], binds: 'object-holder' },
    upholdObjection: { by: ['authority'], from: ['NOTICE'], to: ['SUBMITTED'], sets: [], binds: 'object-holder' },
    register: { by: ['authority'], from: ['NOTICE'], to: ['REGISTERED'], sets: ['registrationNumber'], binds: 'object-holder' },
    change: { by: ['object-holder'], from: ['REGISTERED'], to: 'same', sets: ['proposed'], binds: 'authority' },
    acceptChange: {
      by: ['authority'],
      from: ['REGISTERED'],
      to: 'same',
      sets: ['content', 'contentHash', 'proposed'],
      binds: 'object-holder',
    },
    declineChange: { by: ['authority'], from: ['REGISTERED'], to: 'same', sets: ['proposed'], binds: 'object-holder' },
    correct: { by: ['authority'], from: ['REGISTERED'], to: 'same', sets: ['content', 'contentHash'], binds: 'object-holder' },
    cancel: { by: ['authority'], from: ['REGISTERED'], to: ['CANCELLED'], sets: [], binds: 'object-holder' },
  },
});

/** Names who may object to a resource. */
export const resourceObjectionVoice = defineVoice<ResourceObjectionRecord>({
  parties: () => ({}),
  steps: { object: { by: ['anyone'], from: ['NONE'], to: ['RAISED'], sets: 'all', names: ['objector'] } },
});
