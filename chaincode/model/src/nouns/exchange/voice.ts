import { defineVoice } from '../../kernel/voice';
import type { ChangeProposal, Exchange } from './records';

/**
 * Names who may change the exchange: the founding makes it as the agreed document says, and then each change needs the authority. Every
 * transaction checks this first (`checkAgreed`), because all other voices rest on it.
 */
export const exchangeVoice = defineVoice<Exchange>({
  isFoundation: true,
  parties: () => ({}),
  steps: {
    found: { by: ['anyone'], from: ['NONE'], to: ['FOUNDED'], sets: 'all', isEmpty: true },
    change: {
      by: ['authority'],
      from: ['FOUNDED'],
      to: ['FOUNDED'],
      sets: ['organisations', 'parameters', 'formerParameters'],
      binds: 'operator',
    },
  },
});

/** Names who may say what about a proposal to change the exchange. */
export const proposalVoice = defineVoice<ChangeProposal>({
  parties: () => ({}),
  steps: {
    setParameters: {
      by: ['operator'],
      from: ['NONE', 'AGREED', 'DECLINED'],
      to: ['PROPOSED'],
      sets: 'all',
      names: ['proposedBy'],
      binds: 'authority',
    },
    setOrganisation: {
      by: ['operator'],
      from: ['NONE', 'AGREED', 'DECLINED'],
      to: ['PROPOSED'],
      sets: 'all',
      names: ['proposedBy'],
      binds: 'authority',
    },
    agree: { by: ['authority'], from: ['PROPOSED'], to: ['AGREED'], sets: [], binds: 'operator' },
    decline: { by: ['operator', 'authority'], from: ['PROPOSED'], to: ['DECLINED'], sets: [], binds: 'operator' },
  },
});
