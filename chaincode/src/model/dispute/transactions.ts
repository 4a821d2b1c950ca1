import { Type } from '@sinclair/typebox';
import type { Details } from '../error-table';
import { Closed, Id, OneOf, Reason, Revision, Text } from '../forms';
import { Hash, hashJson } from '../hash';
import { indexes, keys } from '../keys';
import { forbids, lacks, type Actor } from '../lifecycle';
import type { Recorded } from '../record';
import { stale } from '../revision';
import { declareSubmit, type Happening, type Put, type Situation } from '../transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { tradeLife, type ClearingRecord, type TradeRecord } from '../trade/records';
import { relateToTrade, seeTrade, tradeState, type SeenTrade } from '../trade/seen';
import { DisputeView, disputeLife, evidenceEach, outcomes, type DisputeRecord } from './records';
import { relateToDispute, seeDispute, viewDispute, type SeenDispute } from './seen';

/** What the transaction reads. */
export interface SeenForDispute extends SeenTrade {
  readonly made: Recorded<DisputeRecord> | undefined;
}

/** Disputes a trade; while the dispute is open the trade cannot settle. */
export const OpenDispute = declareSubmit<SeenForDispute>()({
  name: 'OpenDispute',
  noun: 'dispute',
  verb: 'open',
  summary: 'Disputes a trade that was authorised or delivered; while the dispute is open the trade cannot settle.',
  address: [],
  input: Closed({ id: Id('dis'), trade: Id('trd'), claim: Text(4_000) }),
  output: DisputeView,
  see: async (reader, { id, trade }) => ({ ...(await seeTrade(reader, trade)), made: await reader.find(keys.dispute(id)) }),
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(tradeLife, 'dispute', is),
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen.made &&
      (seen.made.openedBy === caller.participantId
        ? { contentHash: hashJson({ id: seen.made.id, trade: seen.made.trade, claim: seen.made.claim }) }
        : {}),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(tradeLife, 'dispute', tradeState(seen), is),
  },
  effect: ({ seen: { trade }, command: { id, claim }, caller }) => ({
    puts: [
      {
        key: keys.dispute(id),
        action: 'open',
        value: {
          id,
          trade: trade.id,
          buyer: trade.buyer,
          provider: trade.provider,
          openedBy: caller.participantId,
          claim,
          evidence: [],
          rulings: [],
          state: 'OPEN' as const,
        },
      },
      { key: keys.trade(trade.id), action: 'dispute', value: { ...trade, dispute: id, before: trade.state, state: 'DISPUTED' as const } },
    ],
    indexes: [
      indexes.disputesOfTrade(trade.id, id),
      indexes.disputesOfBuyer(trade.buyer, id),
      indexes.disputesOfProvider(trade.provider, id),
    ],
    happenings: [
      { type: 'DisputeOpened', id, trade: trade.id },
      { type: 'TradeDisputed', id: trade.id },
    ],
  }),
  answer: ({ seen }) => viewDispute(seen.made as Recorded<DisputeRecord>),
  happens: ['DisputeOpened', 'TradeDisputed'],
});

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

/** The operator does what the ruling says: the trade is settled, refunded, or goes on as before. */
export const EnforceDispute = declareSubmit<SeenDispute>()({
  name: 'EnforceDispute',
  noun: 'dispute',
  verb: 'enforce',
  summary: 'The operator does what the newest ruling says: the trade is settled, refunded, or goes on as before.',
  address: ['id'],
  input: Closed({ id: Id('dis'), revision: Revision }),
  output: DisputeView,
  see: (reader, { id }) => seeDispute(reader, id),
  relate: relateToDispute,
  checks: {
    ...checksOf('enforce'),
    SELF_DEALING: ({ is }) => (isParty(is) ? {} : undefined),
    TRADE_NOT_READY: ({ seen }) => notDisputed(seen),
  },
  effect: (situation) => {
    const { dispute, order } = situation.seen;
    const { happenings, puts } = enforced(situation);
    return {
      puts: [disputePut(dispute, 'enforce', { state: 'ENFORCED' }), resumed(order.trade, 'enforce'), ...puts],
      happenings: [{ type: 'DisputeEnforced', id: dispute.id }, ...happenings],
    };
  },
  answer: ({ seen }) => viewDispute(seen.dispute),
  happens: ['DisputeEnforced', 'TradeSettled', 'TradeRefunded'],
});

/** Its opener takes a dispute back; the trade goes on as before. */
export const WithdrawDispute = declareSubmit<SeenDispute>()({
  name: 'WithdrawDispute',
  noun: 'dispute',
  verb: 'withdraw',
  summary: 'Its opener takes a dispute back, before anyone has ruled; the trade goes on as before.',
  address: ['id'],
  input: Closed({ id: Id('dis'), revision: Revision }),
  output: DisputeView,
  see: (reader, { id }) => seeDispute(reader, id),
  relate: relateToDispute,
  checks: {
    ...checksOf('withdraw'),
    ACTION_NOT_ALLOWED: (step): Details | undefined => checksOf('withdraw').ACTION_NOT_ALLOWED(step) ?? ruledUpon(step.seen),
    TRADE_NOT_READY: ({ seen }) => notDisputed(seen),
  },
  effect: ({ seen: { dispute, order } }) => ({
    puts: [disputePut(dispute, 'withdraw', { state: 'WITHDRAWN' }), resumed(order.trade, 'withdrawDispute')],
    happenings: [{ type: 'DisputeWithdrawn', id: dispute.id }],
  }),
  answer: ({ seen }) => viewDispute(seen.dispute),
  happens: ['DisputeWithdrawn'],
});

/** What every step of a dispute asks, in this order. */
function checksOf(action: keyof typeof disputeLife) {
  type Step = Pick<Situation<SeenDispute, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
  return {
    DISPUTE_NOT_FOUND: ({ is }: { readonly is: ReadonlySet<Actor> }): Details | undefined => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(disputeLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Step) => stale(seen.dispute, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Step) => forbids(disputeLife, action, seen.dispute.state, is),
  };
}

/** Who is ruled against does not get out of it by taking the dispute back, on appeal neither. */
function ruledUpon({ dispute: { rulings, state } }: SeenDispute): Details | undefined {
  return rulings.length > 0 ? { state, rulings: rulings.length } : undefined;
}

/** A dispute ends on the trade that it holds: one that has ended otherwise, or was never paid for, is neither paid out nor gone on with. */
function notDisputed({ dispute, order }: SeenDispute): Details | undefined {
  const state = tradeState(order);
  return state === 'DISPUTED' && order.trade.dispute === dispute.id ? undefined : { state, needs: ['DISPUTED'] };
}

function isParty(is: ReadonlySet<Actor>): boolean {
  return is.has('its buyer') || is.has('its provider');
}

function disputePut(dispute: DisputeRecord, action: string, changes: Partial<DisputeRecord>): Put<DisputeRecord> {
  return { key: keys.dispute(dispute.id), action, value: { ...dispute, ...changes } };
}

/** The trade’s head as it was before the dispute. */
function resumed({ before = 'AUTHORISED', dispute, ...trade }: TradeRecord, action: string): Put<TradeRecord> {
  return { key: keys.trade(trade.id), action, value: { ...trade, state: before } };
}

function enforced({ seen: { dispute, order }, at }: Situation<SeenDispute, object>): {
  readonly puts: readonly Put<ClearingRecord>[];
  readonly happenings: readonly Happening[];
} {
  const outcome = dispute.rulings.at(-1)?.outcome;
  const { clearing, trade } = order;
  const key = keys.clearing(trade.id);
  if (outcome === 'settle') {
    const value: ClearingRecord = { ...clearing, state: 'SETTLED', tradeNumber: `${at.slice(0, 4)}-${trade.id.slice(4, 16)}` };
    return { puts: [{ key, action: 'settle', value }], happenings: [{ type: 'TradeSettled', id: trade.id }] };
  }
  if (outcome === 'refund')
    return {
      puts: [{ key, action: 'refund', value: { ...clearing, state: 'REFUNDED' } }],
      happenings: [{ type: 'TradeRefunded', id: trade.id }],
    };
  return { puts: [], happenings: [] };
}
