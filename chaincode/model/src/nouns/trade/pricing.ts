import { Value } from '@sinclair/typebox/value';
import { Type } from '@sinclair/typebox';
import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { hashBytes, type Hash } from '../../kernel/hash';
import { keys, priceSlipKey, type PriceSide } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { declareSubmit, type Put, type Context } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { PriceSlip, TradeView, tradeLife, type PriceRecord } from './records';
import { isPricedInPrivate, relateToTrade, seeTrade, tradeState, viewTrade, type SeenTrade } from './seen';

/** What reaches only the caller’s own peer: the slip, as canonical JSON. */
export const PriceTransient = Closed({ slip: Type.String({ maxLength: 1_024, description: 'The price slip as canonical JSON.' }) });

/**
 * Says one side’s price. The slip goes into the implicit collection of the caller’s own organisation and its hash to that side’s
 * price key, and nothing else is written: Fabric’s gateway refuses a transient private write beside a public one that another
 * organisation must endorse.
 */
export const PriceTrade = declareSubmit<SeenTrade>()({
  name: 'PriceTrade',
  noun: 'trade',
  verb: 'price',
  summary:
    'Says one side’s price, by its slip: the slip stays in one’s own organisation, its hash is public. PRICED when both hashes are equal.',
  address: ['id'],
  input: Closed({ id: Id('trd') }),
  transient: PriceTransient,
  output: TradeView,
  see: (reader, { id }) => seeTrade(reader, id),
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(tradeLife, 'price', is),
    ACTION_NOT_ALLOWED: ({ seen, is }) => notPriceable(seen) ?? forbids(tradeLife, 'price', tradeState(seen), is),
    SLIP_INVALID: (context) => slipInvalid(context),
  },
  effect: (context) => {
    const { id } = context.command;
    const slip = slipOf(context);
    return {
      puts: [pricePut(context, hashBytes(slip))],
      privately: { key: priceSlipKey(id), value: slip },
      events: [{ type: 'TradePriced', id }],
    };
  },
  answer: ({ seen }) => viewTrade(seen),
  emits: ['TradePriced'],
});

type Pricing = Context<SeenTrade, { readonly id: string }>;

function notPriceable({ trade }: SeenTrade): Details | undefined {
  return isPricedInPrivate(trade) ? undefined : { state: trade.state, kind: trade.kind, allowed: [] };
}

function slipOf({ transient }: Pick<Pricing, 'transient'>): string {
  return (transient as { readonly slip: string } | undefined)?.slip ?? '';
}

function slipInvalid(context: Pricing): Details | undefined {
  const text = slipOf(context);
  const slip = parse(text);
  if (!Value.Check(PriceSlip, slip)) return { because: 'it is not a price slip' };
  if (slip.tradeId !== context.command.id) return { because: 'it is the slip of another trade' };
  return toCanonicalJson(slip) === text ? undefined : { because: 'it is not in canonical JSON' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pricePut({ seen, is, command: { id } }: Pricing, hash: Hash): Put<PriceRecord> {
  const side: PriceSide = is.has('object-provider') ? 'provider' : 'buyer';
  const mspId = side === 'provider' ? seen.trade.providerMspId : seen.trade.buyerMspId;
  return { key: keys.price(id, side), action: 'price', value: { mspId, hash, state: 'GIVEN' } };
}
