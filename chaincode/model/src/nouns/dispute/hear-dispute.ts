import { Type } from '@sinclair/typebox';
import { isCaller, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { OneOf } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { checkPermitted } from '../../kernel/lifecycle';
import { Reason, TextHash } from '../../kernel/text';
import { declareTransition, optionalWitness } from '../../kernel/transition';
import { isParty } from '../trade/read-trade';
import { dispute, type DisputeFacts } from './dispute';
import { disputeLifecycle, evidencePerParty, outcomes } from './records';
import { computeDisputeStanding } from './state';

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
  isWitnessed: () => true,
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    NOT_PERMITTED: ({ facts, actors, caller, at }) => checkPermitted(disputeLifecycle, 'rule', actors) ?? checkAppointed(facts, caller, at),
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
  input: { reason: Reason, ...optionalWitness },
  isWitnessed: () => true,
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  head: ({ facts, caller }) => ({ ...facts.dispute, appealedBy: caller.participantId }),
});

/** Fails if the authority appointed another arbiter, whose ruling period runs. */
function checkAppointed({ dispute: record, exchange }: DisputeFacts, caller: Caller, at: string): Details | undefined {
  const { appointed } = record;
  if (appointed === undefined || isCaller(caller, appointed)) return undefined;
  return computeDisputeStanding(record, exchange, at).state === 'UNRULED' || record.rulings.length > 0 ? undefined : { by: [appointed] };
}
