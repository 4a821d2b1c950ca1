import { Type } from '@sinclair/typebox';
import { readAsked } from '../../kernel/asked';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys, priceSlipKey } from '../../kernel/keys';
import { actorsOf, declareEvaluate } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { PriceSlip, TradeView } from './records';
import { relateToTrade, seeTrade, viewTrade, type SeenTrade } from './seen';

const ById = Closed({ id: Id('trd') });

/** One trade. */
export const GetTrade = declareEvaluate<SeenTrade>()({
  name: 'GetTrade',
  noun: 'trade',
  verb: 'get',
  summary: 'One trade: its state, and the hashes of its prices.',
  address: ['id'],
  input: ById,
  output: TradeView,
  see: (ledger, { id }) => seeTrade(ledger, id),
  relate: relateToTrade,
  checks: { TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => viewTrade(seen),
});

/** Every change of a trade, of its prices’ hashes and of its clearing, first to last. */
export const GetTradeHistory = declareEvaluate<SeenTrade & { readonly changes: History }>()({
  name: 'GetTradeHistory',
  noun: 'trade',
  verb: 'history',
  summary: 'Every change of a trade, of its prices’ hashes and of its clearing, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }, { caller }) => {
    const seen = await seeTrade(ledger, id);
    const prices = seen.prices ? [keys.price(id, 'provider'), keys.price(id, 'buyer')] : [];
    const isHidden = isHiddenFrom(actorsOf(caller, relateToTrade(seen, caller)));
    return { ...seen, changes: isHidden ? [] : await readHistory(ledger, [keys.trade(id), ...prices, keys.clearing(id)]) };
  },
  relate: relateToTrade,
  checks: { TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

const By = { buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')), authorisation: Type.Optional(Id('aut')) };

/** The trades that the caller may see: of a buyer, of a provider, of an authorisation, or all. */
export const ListTrades = declareEvaluate<Page<SeenTrade>>()({
  name: 'ListTrades',
  noun: 'trade',
  verb: 'list',
  summary:
    'The trades that you may see: of a buyer, of a provider, of an authorisation, or all. A party’s own: what it provides, then what it buys.',
  address: [],
  input: Closed({ ...By, ...pageInput }),
  output: PageOf(TradeView),
  see: (ledger, asked, { caller }) => {
    const found = {
      by: { buyer: indexes.tradesOfBuyer, provider: indexes.tradesOfProvider, authorisation: indexes.tradesOfAuthorisation },
      all: all('trade'),
      record: keys.trade,
      read: (id: string) => seeTrade(ledger, id),
    };
    return readAsked(ledger, asked, found, caller);
  },
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(viewTrade) }),
});

/** The price slip that the caller’s own organisation keeps of a trade. Only the trade’s own parties are given it. */
export const GetPriceSlip = declareEvaluate<SeenTrade & { readonly slip: string | undefined }>()({
  name: 'GetPriceSlip',
  noun: 'trade',
  verb: 'priceSlip',
  summary: 'The price slip that your own organisation keeps of a trade of yours.',
  address: ['id'],
  input: ById,
  output: PriceSlip,
  see: async (ledger, { id }, { caller }) => {
    const seen = await seeTrade(ledger, id);
    // The collection is read only for a party: another organisation’s client may ask this peer too.
    const isParty = relateToTrade(seen, caller).length > 0;
    return { ...seen, slip: isParty ? await ledger.findPrivate(priceSlipKey(id)) : undefined };
  },
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    PRICE_SLIP_NOT_FOUND: ({ seen }) => (seen.slip === undefined ? {} : undefined),
  },
  answer: ({ seen }) => JSON.parse(seen.slip ?? '') as PriceSlip,
});
