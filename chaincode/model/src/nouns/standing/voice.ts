import { defineVoice } from '../../kernel/voice';
import { readOfficeHolder } from '../exchange/office-holder';
import { nameSelf } from '../participant/name-self';
import type { StandingApproval, StandingUseRecord } from './records';

/** Names who may say what about a standing approval: the organisation of its giver, which for an office must hold it or have held it. */
export const standingVoice = defineVoice<StandingApproval>({
  parties: ({ slot, mspId }, _key, reader) => (slot === 'provider' ? { owner: mspId } : readOfficeHolder(reader, mspId, slot)),
  steps: {
    give: { by: ['owner'], from: ['NONE'], to: ['GIVEN'], sets: 'all', names: ['givenBy'] },
    withdraw: { by: ['owner'], from: ['GIVEN'], to: ['WITHDRAWN'], sets: [] },
  },
});

/** Names who may take a place under a standing approval: the buyer. Sealed with the operator, so that its organisation cannot free it alone. */
export const standingUseVoice = defineVoice<StandingUseRecord>({
  parties: (_record, { parts: [, buyer = ''] }, reader) => nameSelf(reader, buyer),
  steps: {
    take: { by: ['self'], from: ['NONE'], to: ['TAKEN'], sets: 'all', names: ['buyer'], binds: 'operator' },
  },
});
