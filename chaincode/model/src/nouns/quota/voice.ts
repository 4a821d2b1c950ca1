import { defineVoice } from '../../kernel/voice';
import { participantKeys } from '../participant/keys';
import type { QuotaRecord } from './records';

/** Names who may take a place of a quota: its participant. Sealed with the operator, so that its organisation cannot free it alone. */
export const quotaVoice = defineVoice<QuotaRecord>({
  parties: async (_record, { parts: [participant = ''] }, reader) => {
    const registered = await reader.find(participantKeys.participant(participant));
    return registered ? { self: registered.mspId } : {};
  },
  steps: {
    take: { by: ['self'], from: ['NONE'], to: ['TAKEN'], sets: 'all', names: ['participant'], binds: 'operator' },
  },
});
