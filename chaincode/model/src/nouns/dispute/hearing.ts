import { Type } from '@sinclair/typebox';
import { Closed, Id, OneOf, Reason, Revision, Text } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { declareSubmit } from '../../kernel/transaction';
import { evidenceEach, outcomes } from './records';
import type { SeenDispute } from './seen';
import { checksOf, common, disputePut, isParty } from './steps';

/** Says something for one’s side, with the hash of what proves it. */
export const AddDisputeEvidence = declareSubmit<SeenDispute>()({
  ...common,
  name: 'AddDisputeEvidence',
  verb: 'addEvidence',
  summary: 'Says something for one’s side, with the hash of what proves it.',
  input: Closed({ id: Id('dis'), revision: Revision, text: Text(4_000), hash: Type.Optional(Hash) }),
  checks: {
    ...checksOf('addEvidence'),
    TOO_MANY: ({ seen: { dispute }, caller }) =>
      dispute.evidence.filter(({ by }) => by === caller.participantId).length < evidenceEach ? undefined : { limit: evidenceEach },
  },
  effect: ({ seen: { dispute }, command: { id, text, hash }, caller: { participantId: by }, at }) => ({
    puts: [
      disputePut(dispute, 'addEvidence', { state: 'EVIDENCE', evidence: [...dispute.evidence, { by, text, ...(hash && { hash }), at }] }),
    ],
    events: [{ type: 'DisputeEvidenceAdded', id }],
  }),
  emits: ['DisputeEvidenceAdded'],
});

/** An arbiter, never a party and never the one whose ruling was appealed, says how the trade ends. */
export const RuleDispute = declareSubmit<SeenDispute>()({
  ...common,
  name: 'RuleDispute',
  verb: 'rule',
  summary: 'An arbiter, never a party and never the one whose ruling was appealed, says how the trade ends.',
  input: Closed({ id: Id('dis'), revision: Revision, outcome: OneOf(...outcomes), text: Text(4_000) }),
  checks: {
    ...checksOf('rule'),
    SELF_DEALING: ({ seen, is, caller }) =>
      isParty(is) || seen.dispute.rulings.some(({ arbiter }) => arbiter === caller.participantId) ? {} : undefined,
  },
  effect: ({ seen: { dispute }, command: { id, outcome, text }, caller: { participantId: arbiter }, at }) => ({
    puts: [disputePut(dispute, 'rule', { state: 'RULING', rulings: [...dispute.rulings, { arbiter, outcome, text, at }] })],
    events: [{ type: 'DisputeRuled', id }],
  }),
  emits: ['DisputeRuled'],
});

/** Takes a ruling before another arbiter, once. */
export const AppealDispute = declareSubmit<SeenDispute>()({
  ...common,
  name: 'AppealDispute',
  verb: 'appeal',
  summary: 'Takes a ruling before another arbiter, once.',
  input: Closed({ id: Id('dis'), revision: Revision, reason: Reason }),
  checks: {
    ...checksOf('appeal'),
    APPEALED_BEFORE: ({ seen: { dispute } }) => (dispute.appealedBy === undefined ? undefined : { by: dispute.appealedBy }),
  },
  effect: ({ seen: { dispute }, command: { id, reason }, caller }) => ({
    puts: [{ ...disputePut(dispute, 'appeal', { state: 'EVIDENCE', appealedBy: caller.participantId }), reason }],
    events: [{ type: 'DisputeAppealed', id }],
  }),
  emits: ['DisputeAppealed'],
});
