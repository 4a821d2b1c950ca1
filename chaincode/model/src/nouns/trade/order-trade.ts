import { Type } from '@sinclair/typebox';
import { declareSubmit, type Context, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, OneOf } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { checkPermitted } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { expectWritten } from '../../kernel/reader';
import { optionalReason, declareTransition } from '../../kernel/transition';
import {
  readAuthorisation,
  relateToAuthorisation,
  stateOfAuthorisation,
  type AuthorisationFacts,
} from '../authorisation/read-authorisation';
import {
  checkCeiling,
  checkMandate,
  checkProviderActive,
  checkResourceRegistered,
  checkScenario,
  readOffered,
  type OfferedFacts,
} from '../listing/check-mandate';
import { chargeOf, checkKind, checkListPrice, type Charged, type Subject } from './check-kind';
import { tradeIndexes, tradeKeys } from './keys';
import { hasPrivatePrice, readTrade, type TradeFacts } from './read-trade';
import { TradeView, tradeKinds, tradeLifecycle, type PriceRecord, type PriceSide, type SaleRecord, type TradeRecord } from './records';
import { trade, viewTrade } from './trade';

/** Facts that the order reads. */
export interface OrderFacts extends AuthorisationFacts {
  readonly offered: OfferedFacts;
  readonly existing: TradeFacts | undefined;
  readonly sale: SaleRecord | undefined;
}

/**
 * Orders what an authorisation grants. It makes the price keys, each guarded by its own organisation, and the clearing's key; a published
 * price comes from the frozen offer, and every endorser compares that of public data with the mandate's ceiling.
 */
export const OrderTrade = declareSubmit<OrderFacts>()({
  name: 'OrderTrade',
  begins: true,
  noun: 'trade',
  verb: 'order',
  summary:
    'Orders what an authorisation grants, as the buyer: as a sale, as government sharing, or free. A sale at the list price needs no price slips.',
  address: [],
  input: Closed({
    id: Id('trd'),
    authorisation: Id('aut'),
    kind: OneOf(...tradeKinds),
    atListPrice: Type.Optional(Type.Literal(true, { description: 'Orders a sale at the amount that the listing publishes.' })),
  }),
  output: TradeView,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id, authorisation }) => {
    const facts = await readAuthorisation(reader, authorisation);
    const offered = await readOffered(reader, facts.authorisation.listing, facts.authorisation.version);
    const existing = (await reader.find(tradeKeys.trade(id))) && (await readTrade(reader, id));
    return { ...facts, offered, existing, sale: await reader.find(tradeKeys.sale(authorisation)) };
  },
  relate: relateToAuthorisation,
  checks: {
    AUTHORISATION_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(tradeLifecycle, 'order', actors),
    ALREADY_EXISTS: ({ facts, caller }) =>
      facts.existing && (facts.existing.trade.buyer === caller.participantId ? { contentHash: hashOrder(facts.existing.trade) } : {}),
    ACTION_NOT_ALLOWED: ({ facts, at }) => checkGranted(facts, at),
    PROVIDER_NOT_ACTIVE: ({ facts }) => checkProviderActive(facts.offered),
    KIND_NOT_PERMITTED: ({ facts, command }) => checkKind(command.kind, makeSubject(facts)),
    RESOURCE_NOT_REGISTERED: ({ facts }) => checkResourceRegistered(facts.offered),
    MANDATE_NOT_ACTIVE: ({ facts, at }) => checkMandate(facts.offered, at),
    TERMS_NOT_PERMITTED: ({ facts }) => checkScenario(facts.offered, facts.authorisation.terms.scenario),
    OVER_THE_CEILING: ({ facts, command }) => (command.kind === 'sale' ? checkCeiling(facts.offered) : undefined),
    LIST_PRICE_MISSING: ({ facts, command }) => checkListPrice(command, facts.offered.listing.content),
  },
  effect: (context) => {
    const order = makeOrder(context);
    const { operatorMspId } = context.facts.exchange;
    return {
      puts: [
        {
          key: tradeKeys.trade(order.id),
          action: 'order',
          value: order,
          policy: { atLeast: 2, of: [order.providerMspId, order.buyerMspId, operatorMspId] },
        },
        ...putPrices(order),
        {
          key: tradeKeys.clearing(order.id),
          action: 'order',
          value: { state: 'NONE' },
          policy: { atLeast: 1, of: [operatorMspId] },
        },
        ...(order.kind === 'sale' && !context.facts.sale ? [putSale(order, operatorMspId)] : []),
      ],
      indexes: [
        tradeIndexes.tradesOfBuyer(order.buyer, order.id),
        tradeIndexes.tradesOfProvider(order.provider, order.id),
        tradeIndexes.tradesOfAuthorisation(order.authorisation, order.id),
      ],
      events: [{ type: 'TradeOrdered', id: order.id, authorisation: order.authorisation }],
    };
  },
  answer: ({ facts, at }) => viewTrade(expectWritten(facts.existing), at),
  emits: ['TradeOrdered'],
});

export const CancelTrade = declareTransition(trade, {
  name: 'CancelTrade',
  action: 'cancel',
  summary: 'Cancels an order before it is funded.',
  event: 'TradeCancelled',
  input: optionalReason,
});

function putSale({ authorisation }: TradeRecord, operatorMspId: string): Put<SaleRecord> {
  return { key: tradeKeys.sale(authorisation), action: 'order', value: { state: 'NONE' }, policy: { atLeast: 1, of: [operatorMspId] } };
}

/** Computes the hash of the command that made an order. */
export function hashOrder({ id, authorisation, kind, atListPrice }: Charged & Pick<TradeRecord, 'id' | 'authorisation'>) {
  return hashJson({ id, authorisation, kind, ...(atListPrice && { atListPrice }) });
}

function checkGranted(facts: AuthorisationFacts, at: string): Details | undefined {
  const state = stateOfAuthorisation(facts, at);
  return state === 'GRANTED' ? undefined : { state, needs: ['GRANTED'] };
}

function makeSubject({ authorisation: { terms }, offered }: OrderFacts): Subject {
  return { terms, content: offered.listing.content };
}

type Order = Context<OrderFacts, Charged & { readonly id: string }>;

function makeOrder({ facts: { authorisation, offered }, command: { id, kind, atListPrice } }: Order): TradeRecord {
  const { listing } = offered;
  const charge = chargeOf({ kind, atListPrice }, listing.content);
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
    ...(atListPrice && { atListPrice }),
    ...(charge && { charge }),
    state: 'ORDERED',
  };
}

function putPrices(order: TradeRecord): readonly Put<PriceRecord>[] {
  if (!hasPrivatePrice(order)) return [];
  const { id, providerMspId, buyerMspId } = order;
  const putEmpty = (side: PriceSide, mspId: string): Put<PriceRecord> => ({
    key: tradeKeys.price(id, side),
    action: 'order',
    value: { mspId, state: 'EMPTY' },
    policy: { atLeast: 1, of: [mspId] },
  });
  return [putEmpty('provider', providerMspId), putEmpty('buyer', buyerMspId)];
}
