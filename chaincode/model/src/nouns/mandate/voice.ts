import { defineVoice } from '../../kernel/voice';
import type { MandateRecord } from './records';

/** Names who may say what about a mandate: the authority alone. */
export const mandateVoice = defineVoice<MandateRecord>({
  parties: () => ({}),
  steps: {
    grant: { by: ['authority'], from: ['NONE'], to: ['GRANTED'], sets: 'all', names: ['grantedBy'] },
    suspend: { by: ['authority'], from: ['GRANTED'], to: ['SUSPENDED'], sets: [] },
    resume: { by: ['authority'], from: ['SUSPENDED'], to: ['GRANTED'], sets: [] },
    revoke: { by: ['authority'], from: ['GRANTED', 'SUSPENDED'], to: ['REVOKED'], sets: [] },
  },
});
