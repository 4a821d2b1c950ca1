import { Closed, Id, Text } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { indexes, keys, type PriceSide } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import { need } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { declareSubmit } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { usualDisputeLimit, type Exchange } from '../exchange/records';
import { tradeLife, type TradeRecord } from '../trade/records';
import { relateToTrade, seeTrade, tradeState, type SeenTrade } from '../trade/seen';
import { DisputeView, type DisputeRecord } from './records';
import { viewDispute } from './seen';

/** What the transaction reads. */
export interface SeenForDispute extends SeenTrade {
  readonly exchange: Recorded<Exchange>;
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
  see: async (reader, { id, trade }) => ({
    ...(await seeTrade(reader, trade)),
    exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
    made: await reader.find(keys.dispute(id)),
  }),
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
    // Those that were withdrawn count, or whoever owes would keep the trade disputed for ever.
    TOO_MANY: ({ seen: { trade, exchange }, is }) => {
      const limit = exchange.parameters.disputeLimit ?? usualDisputeLimit;
      return openedBy(trade, sideOf(is)) < limit ? undefined : { limit };
    },
  },
  effect: ({ seen: { trade }, command: { id, claim }, caller, is }) => ({
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
      {
        key: keys.trade(trade.id),
        action: 'dispute',
        value: {
          ...trade,
          dispute: id,
          disputes: { ...trade.disputes, [sideOf(is)]: openedBy(trade, sideOf(is)) + 1 },
          before: trade.state,
          state: 'DISPUTED' as const,
        },
      },
    ],
    indexes: [
      indexes.disputesOfTrade(trade.id, id),
      indexes.disputesOfBuyer(trade.buyer, id),
      indexes.disputesOfProvider(trade.provider, id),
    ],
    events: [
      { type: 'DisputeOpened', id, trade: trade.id },
      { type: 'TradeDisputed', id: trade.id },
    ],
  }),
  answer: ({ seen }) => viewDispute(seen.made as Recorded<DisputeRecord>),
  emits: ['DisputeOpened', 'TradeDisputed'],
});

function sideOf(is: ReadonlySet<Actor>): PriceSide {
  return is.has('object-buyer') ? 'buyer' : 'provider';
}

function openedBy({ disputes }: TradeRecord, side: PriceSide): number {
  return disputes?.[side] ?? 0;
}
