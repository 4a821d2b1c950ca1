import { Id } from '../../kernel/forms';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { defineNoun } from '../../kernel/noun';
import { showChange } from '../../kernel/record';
import { getLatest } from '../../kernel/time';
import { tradeKeys } from './keys';
import { readTrade, relateToTrade, stateOfTrade, type Prices, type TradeFacts } from './read-trade';
import { TradeView, tradeLifecycle, type TradeRecord } from './records';

/** Parts that all transactions on a trade share. */
export const trade = defineNoun<TradeFacts, TradeRecord>()({
  noun: 'trade',
  address: { id: Id('trd') },
  lifecycle: tradeLifecycle,
  notFound: 'TRADE_NOT_FOUND',
  output: TradeView,
  read: (reader, { id }) => readTrade(reader, id),
  relate: relateToTrade,
  isHidden: (_, actors) => isHiddenFromStrangers(actors),
  head: (facts) => facts.trade,
  keyOf: ({ id }) => tradeKeys.trade(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: stateOfTrade,
  view: viewTrade,
});

/** Returns a trade as callers see it: hashes of prices, never a price. */
export function viewTrade(facts: TradeFacts): TradeView {
  const { id, authorisation, kind, legalBasis, charge, buyer, buyerMspId, provider, providerMspId } = facts.trade;
  const { amountHash, tradeNumber } = facts.clearing;
  const changes = [facts.clearing, facts.prices?.provider, facts.prices?.buyer].flatMap((record) => record?.change.at ?? []);
  return {
    id,
    authorisation,
    kind,
    buyer,
    buyerMspId,
    provider,
    providerMspId,
    state: stateOfTrade(facts),
    ...(legalBasis !== undefined && { legalBasis }),
    ...(charge && { charge }),
    ...showCourse(facts),
    ...(facts.prices && { prices: listHashes(facts.prices) }),
    ...(amountHash && { amountHash }),
    ...(tradeNumber !== undefined && { tradeNumber }),
    at: getLatest(facts.trade.change.at, ...changes),
    ...showChange(facts.trade),
  };
}

/** Returns what decides about the money: what was served, what the provider conceded, the open dispute and the delivery that is the cause. */
function showCourse({ trade: { served, conceded, dispute }, clearing: { delivery } }: TradeFacts): Partial<TradeView> {
  return {
    ...(served !== undefined && { served }),
    ...(conceded && { conceded }),
    ...(delivery !== undefined && { delivery }),
    ...(dispute !== undefined && { dispute }),
  };
}

function listHashes({ provider, buyer }: Prices): NonNullable<TradeView['prices']> {
  return { ...(provider?.hash && { provider: provider.hash }), ...(buyer?.hash && { buyer: buyer.hash }) };
}
