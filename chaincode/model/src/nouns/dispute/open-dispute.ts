import { declareSubmit } from '../../kernel/declare';
import { Closed, Id } from '../../kernel/forms';
import { checkAllowed, checkPermitted, type Actor } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { TextHash, hashWithoutTexts } from '../../kernel/text';
import { optionalWitness } from '../../kernel/transition';
import { getParameter, type Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { tradeKeys } from '../trade/keys';
import { readTrade, relateToTrade, stateOfTrade, type TradeFacts } from '../trade/read-trade';
import { tradeLifecycle, type PriceSide, type TradeRecord } from '../trade/records';
import { viewDispute } from './dispute';
import { disputeIndexes, disputeKeys } from './keys';
import { DisputeView, type DisputeRecord } from './records';

/** Facts that the transaction reads. */
export interface OpeningFacts extends TradeFacts {
  readonly exchange: Recorded<Exchange>;
  readonly existing: Recorded<DisputeRecord> | undefined;
}

export const OpenDispute = declareSubmit<OpeningFacts>()({
  name: 'OpenDispute',
  noun: 'dispute',
  verb: 'open',
  summary: 'Opens a dispute about a trade that is AUTHORISED or DELIVERED. The trade cannot settle while it is open.',
  address: [],
  input: Closed({ id: Id('dis'), trade: Id('trd'), claim: TextHash, ...optionalWitness }),
  isWitnessed: () => true,
  output: DisputeView,
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id, trade }) => ({
    ...(await readTrade(reader, trade)),
    exchange: await readExchange(reader),
    existing: await reader.find(disputeKeys.dispute(id)),
  }),
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(tradeLifecycle, 'dispute', actors),
    ALREADY_EXISTS: ({ facts: { existing }, caller }) =>
      existing &&
      (existing.openedBy === caller.participantId ? { contentHash: hashWithoutTexts({ id: existing.id, trade: existing.trade }) } : {}),
    ACTION_NOT_ALLOWED: ({ facts, actors, at }) => checkAllowed(tradeLifecycle, 'dispute', stateOfTrade(facts, at), actors),
    // Withdrawn disputes count, or the party that owes would keep the trade disputed for ever.
    TOO_MANY: ({ facts: { trade, exchange }, actors }) => {
      const limit = getParameter(exchange.parameters, 'disputeLimit');
      return countDisputes(trade, getSide(actors)) < limit ? undefined : { limit };
    },
  },
  effect: ({ facts: { trade }, command: { id, claim, witness }, caller: { participantId: openedBy }, actors }) => {
    const { authorisation, buyer, provider } = trade;
    const side = getSide(actors);
    const disputes = { ...trade.disputes, [side]: countDisputes(trade, side) + 1 };
    return {
      puts: [
        {
          key: disputeKeys.dispute(id),
          action: 'open',
          value: {
            id,
            trade: trade.id,
            authorisation,
            buyer,
            provider,
            openedBy,
            claim,
            evidence: [],
            rulings: [],
            state: 'OPEN' as const,
          },
        },
        {
          key: tradeKeys.trade(trade.id),
          action: 'dispute',
          witness,
          value: { ...trade, dispute: id, disputes, before: trade.state, state: 'DISPUTED' as const },
        },
      ],
      indexes: [
        disputeIndexes.disputesOfTrade(trade.id, id),
        disputeIndexes.disputesOfBuyer(buyer, id),
        disputeIndexes.disputesOfProvider(provider, id),
      ],
      events: [
        { type: 'DisputeOpened', id, trade: trade.id },
        { type: 'TradeDisputed', id: trade.id },
      ],
    };
  },
  answer: ({ facts, at }) => viewDispute({ dispute: expectWritten(facts.existing), exchange: facts.exchange }, at),
  emits: ['DisputeOpened', 'TradeDisputed'],
});

function getSide(actors: ReadonlySet<Actor>): PriceSide {
  return actors.has('object-buyer') ? 'buyer' : 'provider';
}

function countDisputes({ disputes }: TradeRecord, side: PriceSide): number {
  return disputes?.[side] ?? 0;
}
