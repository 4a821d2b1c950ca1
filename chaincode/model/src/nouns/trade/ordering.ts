import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, OneOf, Reason, Revision } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { indexes, keys, type PriceSide } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { stale } from '../../kernel/revision';
import { declareSubmit, type Put, type Context } from '../../kernel/transaction';
import { isHiddenFrom, relateToAuthorisation, seeAuthorisation, stateOfSeen, type SeenAuthorisation } from '../authorisation/seen';
import { mandateMissing, overCeiling, resourceMissing, scenarioNotMandated, seeMandated, type SeenMandated } from '../listing/mandated';
import { chargeOf, kindRefused, type Subject } from './kinds';
import { TradeView, tradeKinds, tradeLife, type ClearingRecord, type PriceRecord, type TradeKind, type TradeRecord } from './records';
import { isPricedInPrivate, relateToTrade, seeTrade, tradeState, viewTrade, type SeenTrade } from './seen';

/** What the transaction reads. */
export interface SeenForOrder extends SeenAuthorisation {
  readonly offered: SeenMandated;
  readonly made: SeenTrade | undefined;
}

type Ordering = Context<SeenForOrder, { readonly id: string; readonly kind: TradeKind }>;

/**
 * Orders what an authorisation grants. Makes both price keys, empty, each guarded by its own organisation, and the clearing’s. Of public
 * data the charge is public and comes from the frozen offer: every endorser holds it against the mandate’s ceiling.
 */
export const OrderTrade = declareSubmit<SeenForOrder>()({
  name: 'OrderTrade',
  noun: 'trade',
  verb: 'order',
  summary: 'Orders what an authorisation grants: as a sale, as government sharing, or free.',
  address: [],
  input: Closed({ id: Id('trd'), authorisation: Id('aut'), kind: OneOf(...tradeKinds) }),
  output: TradeView,
  see: async (reader, { id, authorisation }) => {
    const seen = await seeAuthorisation(reader, authorisation);
    const offered = await seeMandated(reader, seen.authorisation.listing, seen.authorisation.version);
    return { ...seen, offered, made: (await reader.find(keys.trade(id))) && (await seeTrade(reader, id)) };
  },
  relate: relateToAuthorisation,
  checks: {
    AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(tradeLife, 'order', is),
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen.made && (seen.made.trade.buyer === caller.participantId ? { contentHash: contentHashOf(seen.made.trade) } : {}),
    ACTION_NOT_ALLOWED: ({ seen, at }) => notGranted(seen, at),
    KIND_NOT_PERMITTED: ({ seen, command }) => kindRefused(command.kind, subjectOf(seen)),
    RESOURCE_NOT_REGISTERED: ({ seen }) => resourceMissing(seen.offered),
    MANDATE_NOT_ACTIVE: ({ seen, at }) => mandateMissing(seen.offered, at),
    TERMS_NOT_PERMITTED: ({ seen }) => scenarioNotMandated(seen.offered, seen.authorisation.terms.scenario),
    OVER_THE_CEILING: ({ seen, command }) => (command.kind === 'sale' ? overCeiling(seen.offered) : undefined),
  },
  effect: (context) => {
    const trade = ordered(context);
    return {
      puts: [headPut(trade, context.seen), ...pricePuts(trade), clearingPut(trade.id, context.seen)],
      indexes: [
        indexes.tradesOfBuyer(trade.buyer, trade.id),
        indexes.tradesOfProvider(trade.provider, trade.id),
        indexes.tradesOfAuthorisation(trade.authorisation, trade.id),
      ],
      events: [{ type: 'TradeOrdered', id: trade.id, authorisation: trade.authorisation }],
    };
  },
  answer: ({ seen }) => viewTrade(seen.made as SeenTrade),
  emits: ['TradeOrdered'],
});

/** Calls an order off before it is funded. */
export const CancelTrade = declareSubmit<SeenTrade>()({
  name: 'CancelTrade',
  noun: 'trade',
  verb: 'cancel',
  summary: 'Calls an order off before it is funded.',
  address: ['id'],
  input: Closed({ id: Id('trd'), revision: Revision, reason: Type.Optional(Reason) }),
  output: TradeView,
  see: (reader, { id }) => seeTrade(reader, id),
  relate: relateToTrade,
  checks: {
    TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(tradeLife, 'cancel', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.trade, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(tradeLife, 'cancel', tradeState(seen), is),
  },
  effect: ({ seen: { trade }, command: { reason } }) => ({
    puts: [{ key: keys.trade(trade.id), action: 'cancel', reason, value: { ...trade, state: 'CANCELLED' } }],
    events: [{ type: 'TradeCancelled', id: trade.id }],
  }),
  answer: ({ seen }) => viewTrade(seen),
  emits: ['TradeCancelled'],
});

/** What a buyer that orders again must have ordered before. */
export function contentHashOf({ id, authorisation, kind }: Pick<TradeRecord, 'id' | 'authorisation' | 'kind'>) {
  return hashJson({ id, authorisation, kind });
}

function notGranted(seen: SeenAuthorisation, at: string): Details | undefined {
  const state = stateOfSeen(seen, at);
  return state === 'GRANTED' ? undefined : { state, needs: ['GRANTED'] };
}

function subjectOf({ authorisation: { terms }, offered }: SeenForOrder): Subject {
  return { terms, content: offered.listing.content };
}

function ordered({ seen: { authorisation, offered }, command: { id, kind } }: Ordering): TradeRecord {
  const { listing } = offered;
  const charge = chargeOf(kind, listing.content);
  const { legalBasis } = authorisation.terms;
  return {
    id,
    authorisation: authorisation.id,
    kind,
    buyer: authorisation.buyer,
    buyerMspId: authorisation.buyerMspId,
    provider: authorisation.provider,
    providerMspId: listing.mspId,
    ...(kind === 'share' && legalBasis !== undefined && { legalBasis }),
    ...(charge && { charge }),
    state: 'ORDERED',
  };
}

function headPut(trade: TradeRecord, { exchange }: SeenForOrder): Put<TradeRecord> {
  return {
    key: keys.trade(trade.id),
    action: 'order',
    value: trade,
    policy: { atLeast: 2, of: [trade.providerMspId, trade.buyerMspId, exchange.operatorMspId] },
  };
}

function pricePuts(trade: TradeRecord): readonly Put<PriceRecord>[] {
  if (!isPricedInPrivate(trade)) return [];
  const { id, providerMspId, buyerMspId } = trade;
  const empty = (side: PriceSide, mspId: string): Put<PriceRecord> => ({
    key: keys.price(id, side),
    action: 'order',
    value: { mspId, state: 'EMPTY' },
    policy: { atLeast: 1, of: [mspId] },
  });
  return [empty('provider', providerMspId), empty('buyer', buyerMspId)];
}

function clearingPut(id: string, { exchange }: SeenForOrder): Put<ClearingRecord> {
  return { key: keys.clearing(id), action: 'order', value: { state: 'NONE' }, policy: { atLeast: 1, of: [exchange.operatorMspId] } };
}
