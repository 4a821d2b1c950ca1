import type { Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Id } from '../../kernel/forms';
import { checkAllowed } from '../../kernel/lifecycle';
import { findUnless, type Reader } from '../../kernel/reader';
import { declareTransition } from '../../kernel/transition';
import { checkMandate, readMandated, type MandatedFacts } from '../listing/check-mandate';
import { tradeKeys } from '../trade/keys';
import { hasGivenPrice, readTrade, stateOfTrade, type TradeFacts } from '../trade/read-trade';
import { tradeLifecycle, type TradeRecord } from '../trade/records';
import { authorisation } from './authorisation';
import { readAuthorisation, type AuthorisationFacts } from './read-authorisation';

/** An authorisation with the trade and the listing that its activation needs. */
export interface ActivationFacts extends AuthorisationFacts {
  readonly order: TradeFacts | undefined;
  readonly offered: MandatedFacts;
}

export const ActivateAuthorisation = declareTransition(authorisation, {
  name: 'ActivateAuthorisation',
  action: 'activate',
  summary: 'Activates a granted use together with its trade, as the buyer. A sale must be FUNDED; a free or shared trade must be ORDERED.',
  event: 'AuthorisationActivated',
  furtherEvents: ['TradeAuthorised'],
  input: { trade: Id('trd') },
  readErrors: ['LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, command) => readActivation(reader, command),
  checks: {
    TRADE_NOT_FOUND: ({ facts, command }) => (facts.order?.trade.authorisation === command.id ? undefined : {}),
    TRADE_NOT_READY: ({ facts, actors, at }) =>
      facts.order && (checkAllowed(tradeLifecycle, 'activate', stateOfTrade(facts.order, at), actors) ?? checkReady(facts.order, at)),
    MANDATE_NOT_ACTIVE: ({ facts, at }) => checkMandate(facts.offered, at),
  },
  head: ({ facts, command: { trade } }) => ({ ...facts.authorisation, trade }),
  also: ({ facts: { order }, command: { trade } }) => ({
    puts: order ? [putActivated(order)] : [],
    events: [{ type: 'TradeAuthorised', id: trade }],
  }),
});

/** Writes that the trade is AUTHORISED, with the amount that the buyer agrees to by that. */
function putActivated({ trade, clearing: { amountHash } }: TradeFacts): Put<TradeRecord> {
  const value = { ...trade, ...(amountHash && { amountHash }), state: 'AUTHORISED' as const };
  return { key: tradeKeys.trade(trade.id), action: 'activate', value };
}

async function readActivation(reader: Reader, { id, trade }: { readonly id: string; readonly trade: string }): Promise<ActivationFacts> {
  const facts = await readAuthorisation(reader, id);
  const { listing, version } = facts.authorisation;
  const offered = await readMandated(reader, listing, version);
  return { ...facts, offered, order: await findUnless(readTrade(reader, trade), 'TRADE_NOT_FOUND') };
}

function checkReady(order: TradeFacts, at: string): Details | undefined {
  const needs = order.trade.kind === 'sale' ? 'FUNDED' : 'ORDERED';
  const state = stateOfTrade(order, at);
  if (order.trade.claimed) return { state, claimed: true };
  if (state !== needs) return { state, needs: [needs] };
  return hasGivenPrice(order, 'buyer') ? undefined : { state, needs: ['PRICED'] };
}
