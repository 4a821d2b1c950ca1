import { Type } from '@sinclair/typebox';
import { OneOf } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { Reason, TextHash } from '../../kernel/text';
import { declareTransition, optionalWitness } from '../../kernel/transition';
import { isParty } from '../trade/read-trade';
import { dispute } from './dispute';
import { evidencePerParty, outcomes } from './records';

export const AddDisputeEvidence = declareTransition(dispute, {
  name: 'AddDisputeEvidence',
  action: 'addEvidence',
  summary: 'Adds a statement for your side, with the hash of what proves it.',
  event: 'DisputeEvidenceAdded',
  input: { text: TextHash, hash: Type.Optional(Hash) },
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    TOO_MANY: ({
      facts: {
        dispute: { evidence },
      },
      caller,
    }) => (evidence.filter(({ by }) => by === caller.participantId).length < evidencePerParty ? undefined : { limit: evidencePerParty }),
  },
  head: ({ facts, command: { text, hash }, caller: { participantId: by }, at }) => ({
    ...facts.dispute,
    evidence: [...facts.dispute.evidence, { by, text, ...(hash && { hash }), at }],
  }),
});

export const RuleDispute = declareTransition(dispute, {
  name: 'RuleDispute',
  action: 'rule',
  summary: 'Rules how the trade ends, as an arbiter that is not a party and whose ruling was not appealed.',
  event: 'DisputeRuled',
  input: { outcome: OneOf(...outcomes), text: TextHash, ...optionalWitness },
  isWitnessed: ({ outcome }) => outcome !== 'resume',
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    SELF_DEALING: ({ facts, actors, caller }) =>
      isParty(actors) || facts.dispute.rulings.some(({ arbiter }) => arbiter === caller.participantId) ? {} : undefined,
  },
  head: ({ facts, command: { outcome, text }, caller: { participantId: arbiter }, at }) => ({
    ...facts.dispute,
    rulings: [...facts.dispute.rulings, { arbiter, outcome, text, at }],
  }),
});

export const AppealDispute = declareTransition(dispute, {
  name: 'AppealDispute',
  action: 'appeal',
  summary: 'Appeals a ruling in its appeal period: any other arbiter can hear it. If none does in time, the ruling stands.',
  event: 'DisputeAppealed',
  input: { reason: Reason },
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  head: ({ facts, caller }) => ({ ...facts.dispute, appealedBy: caller.participantId }),
});
