import { defineVoice } from '../../kernel/voice';
import { nameSelf } from '../participant/name-self';
import type { QuotaRecord } from './records';

/** Names who may take a place of a quota: its participant. Sealed with the operator, so that its organisation cannot free it alone. */
export const quotaVoice = defineVoice<QuotaRecord>({
  parties: (_record, { parts: [participant = ''] }, reader) => nameSelf(reader, participant),
  steps: {
    take: { by: ['self'], from: ['NONE'], to: ['TAKEN'], sets: 'all', names: ['participant'], binds: 'operator' },
  },
});
