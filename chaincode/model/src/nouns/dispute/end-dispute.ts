import type { Context, Effect, Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { checkState, declareTransition } from '../../kernel/transition';
import { makeSettledClearing } from '../trade/clear-trade';
import { tradeKeys } from '../trade/keys';
import { isParty, stateOfTrade } from '../trade/read-trade';
import type { TradeRecord } from '../trade/records';
import { dispute, type DisputeFacts } from './dispute';
import type { Outcome } from './records';
import { findFinalOutcome } from './state';

export const EnforceDispute = declareTransition(dispute, {
  name: 'EnforceDispute',
  endorsedBy: 'exchange-and-party',
  action: 'enforce',
  summary:
    'Enforces the newest ruling, as the operator, once it is final: the trade is settled, refunded, or continues as before. If nobody ruled in time, refunds what was never served.',
  event: 'DisputeEnforced',
  furtherEvents: ['TradeSettled', 'TradeRefunded'],
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(dispute, 'enforce', context) ?? checkNewest(context.facts),
    SELF_DEALING: ({ actors }) => (isParty(actors) ? {} : undefined),
    TRADE_NOT_READY: ({ facts, at }) => checkDisputed(facts, at),
    NOT_YET_DUE: ({ facts, at }) => (findOutcome(facts, at) ? undefined : { state: 'UNRULED', allowed: ['rule'] }),
  },
  also: (context) => {
    const { puts = [], events = [] } = applyRuling(context);
    return { puts: [putResumed(context.facts.order.trade, 'enforce'), ...puts], events };
  },
});

export const WithdrawDispute = declareTransition(dispute, {
  name: 'WithdrawDispute',
  action: 'withdraw',
  summary: 'Withdraws your own dispute before anyone has ruled. The trade continues as before.',
  event: 'DisputeWithdrawn',
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(dispute, 'withdraw', context) ?? checkNotRuled(context.facts) ?? checkNewest(context.facts),
    TRADE_NOT_READY: ({ facts, at }) => checkDisputed(facts, at),
  },
  also: ({ facts }) => ({ puts: [putResumed(facts.order.trade, 'withdrawDispute')] }),
});

/** Fails if there is a ruling, even one under appeal: the loser cannot escape it by withdrawing. */
function checkNotRuled({ dispute: { rulings, state } }: DisputeFacts): Details | undefined {
  return rulings.length > 0 ? { state, rulings: rulings.length } : undefined;
}

/** Fails if an arbiter has ruled, or a party appealed, once more than the copy of the dispute shows. */
function checkNewest({ dispute: { state }, lacks }: DisputeFacts): Details | undefined {
  return lacks && { state, lacks };
}

/** Fails if the trade is not held by this dispute: a trade that ended otherwise, or was never funded, stays as it is. */
function checkDisputed({ dispute: { id }, order }: DisputeFacts, at: string): Details | undefined {
  const state = stateOfTrade(order, at);
  return state === 'DISPUTED' && order.trade.dispute === id ? undefined : { state, needs: ['DISPUTED'] };
}

/** Writes the head of the trade as it was before the dispute. */
function putResumed({ before = 'AUTHORISED', dispute: _, ...record }: TradeRecord, action: string): Put<TradeRecord> {
  return { key: tradeKeys.trade(record.id), action, value: { ...record, state: before } };
}

/** Returns the outcome that is final at an instant. */
function findOutcome({ dispute: record, exchange, isServed }: DisputeFacts, at: string): Outcome | undefined {
  return findFinalOutcome(record, { exchange, isServed, at });
}

function applyRuling({ facts, at }: Context<DisputeFacts, unknown>): Partial<Effect> {
  const { order } = facts;
  const outcome = findOutcome(facts, at);
  const { clearing, trade } = order;
  const key = tradeKeys.clearing(trade.id);
  if (outcome === 'settle') {
    const value = makeSettledClearing(order, at);
    return { puts: [{ key, action: 'settle', value }], events: [{ type: 'TradeSettled', id: trade.id }] };
  }
  if (outcome === 'refund') {
    const value = { ...clearing, state: 'REFUNDED' as const };
    return { puts: [{ key, action: 'refund', value }], events: [{ type: 'TradeRefunded', id: trade.id }] };
  }
  return {};
}
