import type { Details } from '../../kernel/error-table';
import { Closed, Id, Revision } from '../../kernel/forms';
import { numberOf } from '../../kernel/ids';
import { keys } from '../../kernel/keys';
import { declareSubmit, type ExchangeEvent, type Put, type Context } from '../../kernel/transaction';
import type { ClearingRecord, TradeRecord } from '../trade/records';
import { tradeState } from '../trade/seen';
import type { SeenDispute } from './seen';
import { checksOf, common, disputePut, isParty } from './steps';

/** The operator does what the ruling says: the trade is settled, refunded, or goes on as before. */
export const EnforceDispute = declareSubmit<SeenDispute>()({
  ...common,
  name: 'EnforceDispute',
  verb: 'enforce',
  summary: 'The operator does what the newest ruling says: the trade is settled, refunded, or goes on as before.',
  input: Closed({ id: Id('dis'), revision: Revision }),
  checks: {
    ...checksOf('enforce'),
    SELF_DEALING: ({ is }) => (isParty(is) ? {} : undefined),
    TRADE_NOT_READY: ({ seen }) => notDisputed(seen),
  },
  effect: (context) => {
    const { dispute, order } = context.seen;
    const { events, puts } = enforced(context);
    return {
      puts: [disputePut(dispute, 'enforce', { state: 'ENFORCED' }), resumed(order.trade, 'enforce'), ...puts],
      events: [{ type: 'DisputeEnforced', id: dispute.id }, ...events],
    };
  },
  emits: ['DisputeEnforced', 'TradeSettled', 'TradeRefunded'],
});

/** Its opener takes a dispute back; the trade goes on as before. */
export const WithdrawDispute = declareSubmit<SeenDispute>()({
  ...common,
  name: 'WithdrawDispute',
  verb: 'withdraw',
  summary: 'Its opener takes a dispute back, before anyone has ruled; the trade goes on as before.',
  input: Closed({ id: Id('dis'), revision: Revision }),
  checks: {
    ...checksOf('withdraw'),
    ACTION_NOT_ALLOWED: (step): Details | undefined => checksOf('withdraw').ACTION_NOT_ALLOWED(step) ?? ruledUpon(step.seen),
    TRADE_NOT_READY: ({ seen }) => notDisputed(seen),
  },
  effect: ({ seen: { dispute, order } }) => ({
    puts: [disputePut(dispute, 'withdraw', { state: 'WITHDRAWN' }), resumed(order.trade, 'withdrawDispute')],
    events: [{ type: 'DisputeWithdrawn', id: dispute.id }],
  }),
  emits: ['DisputeWithdrawn'],
});

/** Who is ruled against does not get out of it by taking the dispute back, on appeal neither. */
function ruledUpon({ dispute: { rulings, state } }: SeenDispute): Details | undefined {
  return rulings.length > 0 ? { state, rulings: rulings.length } : undefined;
}

/** A dispute ends on the trade that it holds: one that has ended otherwise, or was never paid for, is neither paid out nor gone on with. */
function notDisputed({ dispute, order }: SeenDispute): Details | undefined {
  const state = tradeState(order);
  return state === 'DISPUTED' && order.trade.dispute === dispute.id ? undefined : { state, needs: ['DISPUTED'] };
}

/** The trade’s head as it was before the dispute. */
function resumed({ before = 'AUTHORISED', dispute, ...trade }: TradeRecord, action: string): Put<TradeRecord> {
  return { key: keys.trade(trade.id), action, value: { ...trade, state: before } };
}

function enforced({ seen: { dispute, order }, at }: Context<SeenDispute, object>): {
  readonly puts: readonly Put<ClearingRecord>[];
  readonly events: readonly ExchangeEvent[];
} {
  const outcome = dispute.rulings.at(-1)?.outcome;
  const { clearing, trade } = order;
  const key = keys.clearing(trade.id);
  if (outcome === 'settle') {
    const value: ClearingRecord = { ...clearing, state: 'SETTLED', tradeNumber: numberOf(trade.id, at) };
    return { puts: [{ key, action: 'settle', value }], events: [{ type: 'TradeSettled', id: trade.id }] };
  }
  if (outcome === 'refund')
    return {
      puts: [{ key, action: 'refund', value: { ...clearing, state: 'REFUNDED' } }],
      events: [{ type: 'TradeRefunded', id: trade.id }],
    };
  return { puts: [], events: [] };
}
