import type { Static } from '@sinclair/typebox';
import { isCaller, type Caller } from '../../kernel/declare';
import { ExchangeError } from '../../kernel/exchange-error';
import { Id } from '../../kernel/forms';
import type { Actor } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { defineNoun } from '../../kernel/noun';
import { need, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { namePartiesUnder } from '../authorisation/voice';
import type { Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { isServedUnder } from '../trade/find-hidden';
import { readTrade, type TradeFacts } from '../trade/read-trade';
import { disputeKeys } from './keys';
import { findLaterStep } from './find-later-step';
import { DisputeView, disputeLifecycle, type DisputeRecord } from './records';
import { computeDisputeStanding } from './state';

/** A dispute with the trade that it is about. */
export interface DisputeFacts {
  readonly dispute: Recorded<DisputeRecord>;
  readonly order: TradeFacts;
  readonly exchange: Recorded<Exchange>;
  /** The ruling or the appeal that the copy of the dispute lacks. */
  readonly lacks: 'rule' | 'appeal' | undefined;
  /** True if something was served or acknowledged under the trade. */
  readonly isServed: boolean;
}

/** Parts that all transactions on a dispute share. */
export const dispute = defineNoun<DisputeFacts, DisputeRecord>()({
  noun: 'dispute',
  address: { id: Id('dis') },
  lifecycle: disputeLifecycle,
  notFound: 'DISPUTE_NOT_FOUND',
  output: DisputeView,
  read: (reader, { id }) => readDispute(reader, id),
  relate: relateToDispute,
  isHidden: (_, actors) => isHiddenFromStrangers(actors),
  head: (facts) => facts.dispute,
  keyOf: ({ id }) => disputeKeys.dispute(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: (facts, at) => computeDisputeStanding(facts.dispute, facts.exchange, at).state,
  view: (facts, at) => viewDispute(facts, at),
});

/** Reads a dispute with its trade. @throws DISPUTE_NOT_FOUND, TRADE_NOT_FOUND, EXCHANGE_NOT_FOUNDED */
export async function readDispute(reader: Reader, id: string): Promise<DisputeFacts> {
  const record = await need(reader, disputeKeys.dispute(id), 'DISPUTE_NOT_FOUND');
  const order = await readTrade(reader, record.trade);
  // The opener alone names the parties, and could name others in their place.
  const { authorisation, buyer, provider } = order.trade;
  if (record.buyer !== buyer || record.provider !== provider || record.authorisation !== authorisation)
    throw new ExchangeError('DISPUTE_NOT_FOUND');
  const exchange = await readExchange(reader);
  return {
    dispute: record,
    order,
    exchange,
    lacks: await findLaterStep(reader, id, record, await namePartiesUnder(authorisation, reader)),
    isServed: await isServedUnder(reader, order.trade),
  };
}

function relateToDispute({ dispute: { buyer, provider, openedBy } }: DisputeFacts, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (isCaller(caller, buyer)) actors.push('object-buyer');
  if (isCaller(caller, provider)) actors.push('object-provider');
  if (isCaller(caller, openedBy)) actors.push('object-opener');
  return actors;
}

/** Returns a dispute as callers see it. */
export function viewDispute(
  { dispute: record, exchange }: Pick<DisputeFacts, 'dispute' | 'exchange'>,
  at: string,
): Static<typeof DisputeView> {
  const { id, trade, authorisation, buyer, provider, openedBy, claim, evidence, rulings, appointed, appealedBy } = record;
  const { state, endsAt } = computeDisputeStanding(record, exchange, at);
  return {
    id,
    trade,
    authorisation,
    buyer,
    provider,
    openedBy,
    claim,
    evidence,
    rulings,
    state,
    ...(endsAt !== undefined && { endsAt }),
    ...(appointed !== undefined && { appointed }),
    ...(appealedBy !== undefined && { appealedBy }),
    ...showChange(record),
  };
}
