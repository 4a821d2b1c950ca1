import { Id } from '../../kernel/forms';
import { numberOf } from '../../kernel/ids';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { defineNoun } from '../../kernel/noun';
import { showChange } from '../../kernel/record';
import { getLatest } from '../../kernel/time';
import { findChange } from '../../kernel/trail';
import { endWait } from '../exchange/period';
import { tradeKeys } from './keys';
import { endOrder, isSettledUnpaid, readTrade, relateToTrade, stateOfTrade, type Prices, type TradeFacts } from './read-trade';
import { TradeView, tradeLifecycle, type TradeRecord, type TradeState } from './records';
import { tradeWaits } from './waits';

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
export function viewTrade(facts: TradeFacts, instant: string): TradeView {
  const { id, authorisation, kind, legalBasis, atListPrice, charge, buyer, buyerMspId, provider, providerMspId } = facts.trade;
  const { amountHash } = facts.clearing;
  const state = stateOfTrade(facts, instant);
  const endsAt = findEnd(facts, state);
  const tradeNumber = findNumber(facts);
  const changes = [facts.clearing, facts.prices?.provider, facts.prices?.buyer].flatMap((record) => record?.change.at ?? []);
  return {
    id,
    authorisation,
    kind,
    buyer,
    buyerMspId,
    provider,
    providerMspId,
    state,
    ...(endsAt !== undefined && { endsAt }),
    ...(legalBasis !== undefined && { legalBasis }),
    ...(atListPrice && { atListPrice }),
    ...(charge && { charge }),
    ...showCourse(facts, state),
    ...(facts.prices && { prices: listHashes(facts.prices) }),
    ...(amountHash && { amountHash }),
    ...(tradeNumber !== undefined && { tradeNumber }),
    at: getLatest(facts.trade.change.at, ...changes),
    ...showChange(facts.trade),
  };
}

/** Returns what decides about the money: what was served, what the provider conceded, the open dispute and the delivery that is the cause. */
function showCourse(facts: TradeFacts, state: TradeState): Partial<TradeView> {
  const {
    trade: { served, conceded, dispute },
    clearing: { delivery },
  } = facts;
  return {
    ...showClaim(facts, state),
    ...(served !== undefined && { served }),
    ...(conceded && { conceded }),
    ...(delivery !== undefined && { delivery }),
    ...(dispute !== undefined && { dispute }),
  };
}

/** Returns the number of a settled trade: the operator's, or of its acknowledgement if nothing was paid. */
function findNumber({ trade: record, clearing }: TradeFacts): string | undefined {
  const acknowledgedAt = isSettledUnpaid({ trade: record, clearing }) ? findChange(record, 'acknowledge')?.at : undefined;
  return acknowledgedAt === undefined ? clearing.tradeNumber : numberOf(record.id, acknowledgedAt);
}

function showClaim(facts: TradeFacts, state: TradeState): Pick<TradeView, 'claimableFrom' | 'claimedAt'> {
  const claimedAt = findChange(facts.trade, 'claim')?.at;
  if (claimedAt !== undefined) return { claimedAt };
  const claimableFrom = findClaimable(facts, state);
  return claimableFrom === undefined ? {} : { claimableFrom };
}

/** Returns when an order lapses, and when the settlement of a delivered trade is late. */
function findEnd(facts: TradeFacts, state: TradeState): string | undefined {
  if (state === 'ORDERED' || state === 'PRICED') return endOrder(facts, state);
  const acknowledgedAt = findChange(facts.trade, 'acknowledge')?.at;
  return state === 'DELIVERED' && acknowledgedAt !== undefined ? endWait(facts.exchange, tradeWaits.DELIVERED, acknowledgedAt) : undefined;
}

/** Returns from when the buyer can claim money back because nothing was served in the period of the trade. */
export function findClaimable({ trade: record, clearing, exchange }: TradeFacts, state: TradeState): string | undefined {
  if (record.kind !== 'sale' || record.served !== undefined) return undefined;
  if (state === 'FUNDED') return endWait(exchange, tradeWaits.FUNDED, clearing.change.at);
  const activatedAt = findChange(record, 'activate')?.at;
  return state === 'AUTHORISED' && activatedAt !== undefined ? endWait(exchange, tradeWaits.AUTHORISED, activatedAt) : undefined;
}

function listHashes({ provider, buyer }: Prices): NonNullable<TradeView['prices']> {
  return { ...(provider?.hash && { provider: provider.hash }), ...(buyer?.hash && { buyer: buyer.hash }) };
}
