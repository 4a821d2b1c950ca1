import { Type, type Static } from '@sinclair/typebox';
import { listErrors } from '../../kernel/check';
import { declareEvaluate } from '../../kernel/declare';
import { ExchangeError } from '../../kernel/exchange-error';
import { Closed, Id } from '../../kernel/forms';
import { isHiddenFromStrangers, readByParty } from '../../kernel/list-by-party';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { listTradeKeys, priceSlipKey, tradeIndexes, tradeKeys } from './keys';
import { readTrade, relateToTrade, type TradeFacts } from './read-trade';
import { PriceSlip, TradeView } from './records';
import { trade, viewTrade } from './trade';

export const GetTrade = get(trade, { name: 'GetTrade', summary: 'Reads one trade: its state, and the hashes of its prices.' });

export const GetTradeHistory = history(trade, {
  name: 'GetTradeHistory',
  summary: 'Reads every change of a trade, of the hashes of its prices and of its clearing, first to last.',
  records: ({ trade: { id }, prices }) => [
    ...(prices ? [tradeKeys.price(id, 'provider'), tradeKeys.price(id, 'buyer')] : []),
    tradeKeys.clearing(id),
  ],
});

export const GetTradeText = declareTextRead(trade, {
  name: 'GetTradeText',
  summary: 'Reads the words of a reason in the history of a trade.',
  records: ({ trade: { id } }) => [tradeKeys.clearing(id)],
});

export const ListTrades = list({
  name: 'ListTrades',
  noun: 'trade',
  summary:
    'Lists the trades that you may see: of a buyer, of a provider, of an authorisation, or all. A party gets what it provides, then what it buys.',
  filters: { buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')), authorisation: Type.Optional(Id('aut')) },
  item: TradeView,
  read: (ledger, command, caller) => {
    const found = {
      by: {
        buyer: tradeIndexes.tradesOfBuyer,
        provider: tradeIndexes.tradesOfProvider,
        authorisation: tradeIndexes.tradesOfAuthorisation,
      },
      all: listTradeKeys(),
      record: tradeKeys.trade,
      read: (id: string) => readTrade(ledger, id),
    };
    return readByParty(ledger, command, found, caller);
  },
  view: viewTrade,
});

/** A trade with the slip that the caller's own organisation keeps. */
export interface SlipFacts extends TradeFacts {
  readonly slip: string | undefined;
}

/** Reads the price slip that the caller's own organisation keeps, for a party of the trade. */
export const GetPriceSlip = declareEvaluate<SlipFacts>()({
  name: 'GetPriceSlip',
  noun: 'trade',
  verb: 'priceSlip',
  summary: 'Reads the price slip that your own organisation keeps of a trade of yours.',
  address: ['id'],
  input: Closed({ id: Id('trd') }),
  output: PriceSlip,
  readErrors: ['TRADE_NOT_FOUND'],
  read: async (ledger, { id }, { caller }) => {
    const facts = await readTrade(ledger, id);
    // The collection is read only for a party: clients of other organisations can ask this peer too.
    const isOwn = relateToTrade(facts, caller).length > 0;
    return { ...facts, slip: isOwn ? await ledger.findPrivate(priceSlipKey(id)) : undefined };
  },
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    PRICE_SLIP_NOT_FOUND: ({ facts }) => (facts.slip === undefined ? {} : undefined),
  },
  answer: ({ facts }) => parseSlip(facts.slip ?? ''),
});

function parseSlip(text: string): PriceSlip {
  const slip: unknown = JSON.parse(text);
  if (!isPriceSlip(slip)) throw new ExchangeError('INTERNAL');
  return slip;
}

function isPriceSlip(value: unknown): value is Static<typeof PriceSlip> {
  return listErrors(PriceSlip, value).length === 0;
}
