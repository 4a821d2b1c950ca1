import { Type } from '@sinclair/typebox';
import { Closed, Id, OneOf, Reason, Revision, Text } from '../forms';
import { Hash } from '../hash';
import { declareSubmit } from '../transaction';
import { DisputeView, evidenceEach, outcomes } from './records';
import { relateToDispute, seeDispute, viewDispute, type SeenDispute } from './seen';
import { checksOf, disputePut, isParty } from './steps';

/** Says something for one’s side, with the hash of what proves it. */
export const AddDisputeEvidence = declareSubmit<SeenDispute>()({
  name: 'AddDisputeEvidence',
  noun: 'dispute',
  verb: 'addEvidence',
  summary: 'Says something for one’s side, with the hash of what proves it.',
  address: ['id'],
  input: Closed({ id: Id('dis'), revision: Revision, text: Text(4_000), hash: Type.Optional(Hash) }),
  output: DisputeView,
  see: (reader, { id }) => seeDispute(reader, id),
  relate: relateToDispute,
  checks: {
    ...checksOf('addEvidence'),
    TOO_MANY: ({ seen: { dispute }, caller }) =>
      dispute.evidence.filter(({ by }) => by === caller.participantId).length < evidenceEach ? undefined : { limit: evidenceEach },
  },
  effect: ({ seen: { dispute }, command: { id, text, hash }, caller: { participantId: by }, at }) => ({
    puts: [
      disputePut(dispute, 'addEvidence', { state: 'EVIDENCE', evidence: [...dispute.evidence, { by, text, ...(hash && { hash }), at }] }),
    ],
    happenings: [{ type: 'DisputeEvidenceAdded', id }],
  }),
  answer: ({ seen }) => viewDispute(seen.dispute),
  happens: ['DisputeEvidenceAdded'],
});

/** An arbiter, never a party and never the one whose ruling was appealed, says how the trade ends. */
export const RuleDispute = declareSubmit<SeenDispute>()({
  name: 'RuleDispute',
  noun: 'dispute',
  verb: 'rule',
  summary: 'An arbiter, never a party and never the one whose ruling was appealed, says how the trade ends.',
  address: ['id'],
  input: Closed({ id: Id('dis'), revision: Revision, outcome: OneOf(...outcomes), text: Text(4_000) }),
  output: DisputeView,
  see: (reader, { id }) => seeDispute(reader, id),
  relate: relateToDispute,
  checks: {
    ...checksOf('rule'),
    SELF_DEALING: ({ seen, is, caller }) =>
      isParty(is) || seen.dispute.rulings.some(({ arbiter }) => arbiter === caller.participantId) ? {} : undefined,
  },
  effect: ({ seen: { dispute }, command: { id, outcome, text }, caller: { participantId: arbiter }, at }) => ({
    puts: [disputePut(dispute, 'rule', { state: 'RULING', rulings: [...dispute.rulings, { arbiter, outcome, text, at }] })],
    happenings: [{ type: 'DisputeRuled', id }],
  }),
  answer: ({ seen }) => viewDispute(seen.dispute),
  happens: ['DisputeRuled'],
});

/** Takes a ruling before another arbiter, once. */
export const AppealDispute = declareSubmit<SeenDispute>()({
  name: 'AppealDispute',
  noun: 'dispute',
  verb: 'appeal',
  summary: 'Takes a ruling before another arbiter, once.',
  address: ['id'],
  input: Closed({ id: Id('dis'), revision: Revision, reason: Reason }),
  output: DisputeView,
  see: (reader, { id }) => seeDispute(reader, id),
  relate: relateToDispute,
  checks: {
    ...checksOf('appeal'),
    APPEALED_BEFORE: ({ seen: { dispute } }) => (dispute.appealedBy === undefined ? undefined : { by: dispute.appealedBy }),
  },
  effect: ({ seen: { dispute }, command: { id, reason }, caller }) => ({
    puts: [{ ...disputePut(dispute, 'appeal', { state: 'EVIDENCE', appealedBy: caller.participantId }), reason }],
    happenings: [{ type: 'DisputeAppealed', id }],
  }),
  answer: ({ seen }) => viewDispute(seen.dispute),
  happens: ['DisputeAppealed'],
});
