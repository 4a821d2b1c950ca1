import { defineVoice } from '../../kernel/voice';
import type { ChangeProposal } from './records';

/** Names who may say what about a proposal to change the exchange. */
export const proposalVoice = defineVoice<ChangeProposal>({
  parties: () => ({}),
  steps: {
    setParameters: { by: ['operator'], from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], sets: 'all', names: ['proposedBy'] },
    setOrganisation: { by: ['operator'], from: ['NONE', 'AGREED', 'DECLINED'], to: ['PROPOSED'], sets: 'all', names: ['proposedBy'] },
    agree: { by: ['authority'], from: ['PROPOSED'], to: ['AGREED'], sets: [] },
    decline: { by: ['operator', 'authority'], from: ['PROPOSED'], to: ['DECLINED'], sets: [] },
  },
});
