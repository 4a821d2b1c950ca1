import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import type { Statement } from '../../kernel/statement';
import { findChange } from '../../kernel/trail';
import { defineVoice, findOpponent, type Parties, type Party } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { readExchange } from '../exchange/read-exchange';
import { isServedUnder } from '../trade/find-hidden';
import { findLaterStep } from './find-later-step';
import type { DisputeRecord } from './records';
import { findFinalOutcome } from './state';

/** Names who may say what in a dispute. Each piece of evidence and each ruling keeps its own speaker. */
export const disputeVoice = defineVoice<DisputeRecord>({
  // Not by the trade, whose own changes may have this dispute as their cause.
  parties: async (record, _key, reader) => {
    const opener = findChange(record, 'open')?.mspId;
    const parties = await namePartiesUnder(record.authorisation, reader);
    return { ...parties, ...(opener !== undefined && { 'object-opener': opener }) };
  },
  steps: {
    open: {
      by: ['object-buyer', 'object-provider'],
      from: ['NONE'],
      to: ['OPEN'],
      sets: ['id', 'trade', 'authorisation', 'buyer', 'provider', 'openedBy', 'claim', 'evidence', 'rulings'],
      empties: ['evidence', 'rulings'],
      names: ['openedBy'],
      binds: 'opponent',
    },
    addEvidence: {
      by: ['object-buyer', 'object-provider'],
      from: ['OPEN', 'EVIDENCE'],
      to: ['EVIDENCE'],
      sets: [],
      appends: ['evidence'],
      names: ['evidence/by'],
      binds: 'opponent',
    },
    appoint: { by: ['authority'], from: ['OPEN', 'EVIDENCE'], to: 'same', sets: ['appointed'], binds: 'operator' },
    rule: {
      by: ['arbiter'],
      from: ['OPEN', 'EVIDENCE'],
      to: ['RULING'],
      sets: [],
      appends: ['rulings'],
      names: ['rulings/arbiter'],
      binds: 'operator',
      // The appeal period runs from the first ruling, and a second one is final at once. After `resume`, silence accepts.
      witness: ({ rulings }, statement, parties) => findLoser(rulings, statement, parties),
    },
    appeal: {
      by: ['object-buyer', 'object-provider'],
      from: ['RULING'],
      to: ['EVIDENCE'],
      sets: ['appealedBy'],
      names: ['appealedBy'],
      binds: 'operator',
      witness: (_record, { change }, parties) => findOpponent(change.mspId, parties),
    },
    enforce: { by: ['operator'], from: ['OPEN', 'RULING', 'EVIDENCE'], to: ['ENFORCED'], sets: [], binds: 'object-buyer' },
    withdraw: { by: ['object-opener'], from: ['OPEN', 'EVIDENCE'], to: ['WITHDRAWN'], sets: [], binds: 'opponent' },
  },
  hasCause: (record, _key, reader) => hasLawfulEnd(record, reader),
});

/** Returns whether a dispute goes on, ended by a final outcome, or was withdrawn before anybody ruled. */
async function hasLawfulEnd(record: Recorded<DisputeRecord>, reader: Reader): Promise<boolean> {
  const { id, state, rulings, change } = record;
  if (state !== 'ENFORCED' && state !== 'WITHDRAWN') return true;
  const parties = await namePartiesUnder(record.authorisation, reader);
  if (await findLaterStep(reader, id, record, parties)) return false;
  if (state === 'WITHDRAWN') return rulings.length === 0;
  const [exchange, isServed] = [
    await readExchange(reader),
    await isServedUnder(reader, { id: record.trade, authorisation: record.authorisation }),
  ];
  return findFinalOutcome(record, { exchange, isServed, at: change.at }) !== undefined;
}

/** Names the party that loses by the ruling that a change adds; the other one if the arbiter is of its organisation. */
function findLoser(rulings: DisputeRecord['rulings'], { sets, change: { mspId } }: Statement, parties: Parties): Party {
  const outcome = rulings.find((_, index) => sets.includes(`rulings/${String(index)}`))?.outcome;
  const loser = outcome === 'refund' ? 'object-provider' : 'object-buyer';
  return parties[loser] === mspId ? findOpponent(mspId, parties) : loser;
}
