import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { toCanonicalJson } from '../../kernel/canonical-json';
import { listErrors } from '../../kernel/check';
import { declareSubmit, type Context, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { hashBytes } from '../../kernel/hash';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { priceSlipKey, tradeKeys } from './keys';
import { hasPrivatePrice, readTrade, relateToTrade, stateOfTrade, type TradeFacts } from './read-trade';
import { PriceSlip, TradeView, tradeLifecycle, type PriceRecord, type PriceSide } from './records';
import { viewTrade } from './trade';

/** The transient value of a pricing: the slip, which only the caller's own peer gets. */
export const PriceTransient = Closed({ slip: Type.String({ maxLength: 1_024, description: 'The price slip as canonical JSON.' }) });

/**
 * Prices a trade for one side. The slip goes into the implicit collection of the caller's own organisation, and its hash to that side's
 * price key; nothing else is written: Fabric's gateway refuses a transient private write next to a public one of another organisation.
 */
export const PriceTrade = declareSubmit<TradeFacts>()({
  name: 'PriceTrade',
  endorsedBy: 'own',
  noun: 'trade',
  verb: 'price',
  summary:
    'Prices a trade for your side, by a slip that stays in your own organisation. Its hash is public; equal hashes of both sides make it PRICED.',
  address: ['id'],
  input: Closed({ id: Id('trd') }),
  transient: PriceTransient,
  output: TradeView,
  readErrors: ['TRADE_NOT_FOUND'],
  read: (reader, { id }) => readTrade(reader, id),
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(tradeLifecycle, 'price', actors),
    ACTION_NOT_ALLOWED: ({ facts, actors, at }) =>
      checkPriceable(facts) ?? checkAllowed(tradeLifecycle, 'price', stateOfTrade(facts, at), actors),
    SLIP_INVALID: (context) => checkSlip(context),
  },
  effect: (context) => {
    const { id } = context.command;
    return {
      puts: [putPrice(context)],
      privately: { key: priceSlipKey(id), value: makeSlip(context) },
      events: [{ type: 'TradePriced', id }],
    };
  },
  answer: ({ facts, at }) => viewTrade(facts, at),
  emits: ['TradePriced'],
});

type Pricing = Context<TradeFacts, { readonly id: string }>;

function checkPriceable({ trade }: TradeFacts): Details | undefined {
  return hasPrivatePrice(trade) ? undefined : { state: trade.state, kind: trade.kind, allowed: [] };
}

function makeSlip({ transient }: Pick<Pricing, 'transient'>): string {
  return isPriceTransient(transient) ? transient.slip : '';
}

function isPriceTransient(value: unknown): value is Static<typeof PriceTransient> {
  return listErrors(PriceTransient, value).length === 0;
}

function checkSlip(context: Pricing): Details | undefined {
  const text = makeSlip(context);
  const slip = parseJson(text);
  if (!Value.Check(PriceSlip, slip)) return { because: 'not-a-price-slip' };
  if (slip.tradeId !== context.command.id) return { because: 'slip-of-another-trade' };
  return toCanonicalJson(slip) === text ? undefined : { because: 'not-canonical-json' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function putPrice(context: Pricing): Put<PriceRecord> {
  const { facts, actors, command, hashPrivate = hashBytes } = context;
  const side: PriceSide = actors.has('object-provider') ? 'provider' : 'buyer';
  const mspId = side === 'provider' ? facts.trade.providerMspId : facts.trade.buyerMspId;
  return {
    key: tradeKeys.price(command.id, side),
    action: 'price',
    value: { mspId, hash: hashPrivate(makeSlip(context)), state: 'GIVEN' },
  };
}
