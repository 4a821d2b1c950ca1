import { defineVoice, type Party } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { tradeKeys } from '../trade/keys';
import type { DisputeRecord } from './records';

/** Names who may say what in a dispute. Each piece of evidence and each ruling keeps its own speaker. */
export const disputeVoice = defineVoice<DisputeRecord>({
  parties: async ({ trade }, _key, reader) => {
    const order = await reader.find(tradeKeys.trade(trade));
    return order ? namePartiesUnder(order.authorisation, reader) : {};
  },
  steps: {
    open: {
      by: ['object-buyer', 'object-provider'],
      from: ['NONE'],
      to: ['OPEN'],
      sets: ['id', 'trade', 'buyer', 'provider', 'openedBy', 'claim', 'evidence', 'rulings'],
      empties: ['evidence', 'rulings'],
      names: ['openedBy'],
    },
    addEvidence: {
      by: ['object-buyer', 'object-provider'],
      from: ['OPEN', 'EVIDENCE'],
      to: ['EVIDENCE'],
      sets: [],
      appends: ['evidence'],
      names: ['evidence/by'],
    },
    appoint: { by: ['authority'], from: ['OPEN', 'EVIDENCE'], to: 'same', sets: ['appointed'] },
    rule: {
      by: ['arbiter'],
      from: ['OPEN', 'EVIDENCE'],
      to: ['RULING'],
      sets: [],
      appends: ['rulings'],
      names: ['rulings/arbiter'],
      binds: 'operator',
      // The appeal period runs from the first ruling, and a second one is final at once. After `resume`, silence accepts.
      witness: ({ rulings }, { sets }) => findLoser(rulings, sets),
    },
    appeal: {
      by: ['object-buyer', 'object-provider'],
      from: ['RULING'],
      to: ['EVIDENCE'],
      sets: ['appealedBy'],
      names: ['appealedBy'],
      binds: 'operator',
    },
    enforce: { by: ['operator'], from: ['OPEN', 'RULING', 'EVIDENCE'], to: ['ENFORCED'], sets: [] },
    withdraw: { by: ['object-buyer', 'object-provider'], from: ['OPEN', 'EVIDENCE'], to: ['WITHDRAWN'], sets: [] },
  },
});

/** Names the party that loses by the ruling that a change adds. */
function findLoser(rulings: DisputeRecord['rulings'], sets: readonly string[]): Party {
  const outcome = rulings.find((_, index) => sets.includes(`rulings/${String(index)}`))?.outcome;
  return outcome === 'refund' ? 'object-provider' : 'object-buyer';
}
