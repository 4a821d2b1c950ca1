import { Type, type Static } from '@sinclair/typebox';
import { Closed, Currency, Id, Instant, Line, MspId, OneOf, Text } from '../../kernel/forms';
import { Hash, hashJson } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';
import { Ceiling } from '../mandate/records';

/** The two sides that price a trade. */
export type PriceSide = 'provider' | 'buyer';

/** The stored states of a trade's head. */
export const tradeStates = ['ORDERED', 'AUTHORISED', 'DELIVERED', 'DISPUTED', 'CANCELLED'] as const;
/** The states computed from prices and clearing. */
export const computedTradeStates = ['PRICED', 'LAPSED', 'FUNDED', 'SETTLED', 'REFUNDED'] as const;
export type TradeState = (typeof tradeStates)[number] | (typeof computedTradeStates)[number];

/** A `sale` has a price, `share` is government sharing of public data, and `free` is free of charge. */
export const tradeKinds = ['sale', 'share', 'free'] as const;
export type TradeKind = (typeof tradeKinds)[number];

/** The head of a trade: its authorisation, its kind and its parties. */
export interface TradeRecord {
  readonly id: string;
  readonly authorisation: string;
  readonly kind: TradeKind;
  readonly legalBasis?: string;
  /** True if the buyer ordered at the price that the provider published, so that no side gives a slip. */
  readonly atListPrice?: true;
  /** The charge for public data, or the list price, from the frozen offer. Other prices are never on the ledger. */
  readonly charge?: Ceiling;
  readonly buyer: string;
  readonly buyerMspId: string;
  readonly provider: string;
  readonly providerMspId: string;
  /** The hash of the amount for which the buyer activated a sale: from then on no other counts. */
  readonly amountHash?: Hash;
  /** The first delivery whose provider began to serve. */
  readonly served?: string;
  /** True if the provider agreed that the money goes back. */
  readonly conceded?: true;
  /** True if the buyer claimed the money back, because nothing was served in time: then nothing is any more. */
  readonly claimed?: true;
  /** The open dispute, and the state to which the trade returns when it ends. */
  readonly dispute?: string;
  readonly before?: (typeof tradeStates)[number];
  /** The number of disputes that each party has opened. */
  readonly disputes?: Readonly<Partial<Record<PriceSide, number>>>;
  readonly state: (typeof tradeStates)[number];
}

/** One side's price: the hash of its slip, never the price itself. */
export interface PriceRecord {
  readonly mspId: string;
  readonly hash?: Hash;
  readonly state: 'EMPTY' | 'GIVEN';
}

/** Record of what the operator has done with the money. */
export interface ClearingRecord {
  readonly state: 'NONE' | 'FUNDED' | 'SETTLED' | 'REFUNDED';
  readonly amountHash?: Hash;
  readonly tradeNumber?: string;
  /** The delivery that is the cause: accepted, or a replacement that was never served. */
  readonly delivery?: string;
}

/** The trade under an authorisation for which the operator holds money. One key, so there is only one. */
export interface SaleRecord {
  readonly state: 'NONE' | 'FUNDED';
  readonly trade?: string;
}

/** A price slip. The provider's client makes it; buyer and operator get it outside the ledger. */
export const PriceSlip = Closed(
  {
    amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'In the smallest unit of the currency.' }),
    currency: Currency,
    salt: Type.String({ pattern: '^[0-9a-f]{64}$', description: '32 random bytes in hex.' }),
    tradeId: Id('trd'),
  },
  'A price slip. Its hash is the SHA-256 of its canonical JSON.',
);
export type PriceSlip = Static<typeof PriceSlip>;

/** Computes the hash that funding names if the price is published: of the charge with its trade, as canonical JSON. */
export function hashCharge({ id, charge }: { readonly id: string; readonly charge?: Ceiling }): Hash | undefined {
  return charge && hashJson({ ...charge, tradeId: id });
}

/** A trade as callers see it. */
export const TradeView = ViewOf('Trade', {
  id: Id('trd'),
  authorisation: Id('aut'),
  kind: OneOf(...tradeKinds),
  legalBasis: Type.Optional(Text(2_000)),
  atListPrice: Type.Optional(Type.Literal(true)),
  charge: Type.Optional(Ceiling),
  buyer: Id('ptc'),
  buyerMspId: MspId,
  provider: Id('ptc'),
  providerMspId: MspId,
  state: OneOf(...tradeStates, ...computedTradeStates),
  /** The end of an order that is not funded, or the instant after which the settlement is late. */
  endsAt: Type.Optional(Instant),
  served: Type.Optional(Id('dlv')),
  conceded: Type.Optional(Type.Literal(true)),
  /** The instant from which the buyer can claim the money back, and that at which it did. */
  claimableFrom: Type.Optional(Instant),
  claimedAt: Type.Optional(Instant),
  delivery: Type.Optional(Id('dlv')),
  dispute: Type.Optional(Id('dis')),
  prices: Type.Optional(Closed({ provider: Type.Optional(Hash), buyer: Type.Optional(Hash) })),
  amountHash: Type.Optional(Hash),
  tradeNumber: Type.Optional(Line(64)),
  at: Instant,
});
export type TradeView = Static<typeof TradeView>;

/** The state machine of a trade. */
export const tradeLifecycle = {
  order: { from: ['NONE'], to: ['ORDERED'], by: ['object-buyer'] },
  price: { from: ['ORDERED', 'PRICED'], to: ['ORDERED', 'PRICED'], by: ['object-provider', 'object-buyer'] },
  fund: { from: ['PRICED'], to: ['FUNDED'], by: ['operator'] },
  activate: { from: ['FUNDED', 'ORDERED'], to: ['AUTHORISED'], by: ['object-buyer'] },
  acknowledge: { from: ['AUTHORISED'], to: ['DELIVERED', 'SETTLED'], by: ['object-buyer'] },
  serve: { from: ['AUTHORISED', 'DISPUTED'], to: 'same', by: ['object-provider'] },
  settle: { from: ['AUTHORISED', 'DELIVERED'], to: ['SETTLED'], by: ['operator'] },
  claim: { from: ['FUNDED', 'AUTHORISED'], to: 'same', by: ['object-buyer'] },
  concede: { from: ['AUTHORISED', 'DELIVERED', 'DISPUTED'], to: 'same', by: ['object-provider'] },
  dispute: { from: ['AUTHORISED', 'DELIVERED'], to: ['DISPUTED'], by: ['object-buyer', 'object-provider'] },
  enforce: { from: ['DISPUTED'], to: ['SETTLED', 'REFUNDED', 'AUTHORISED', 'DELIVERED'], by: ['operator'] },
  withdrawDispute: { from: ['DISPUTED'], to: ['AUTHORISED', 'DELIVERED'], by: ['object-opener'] },
  cancel: { from: ['ORDERED', 'PRICED'], to: ['CANCELLED'], by: ['object-buyer', 'object-provider'] },
  refund: { from: ['FUNDED', 'AUTHORISED', 'DELIVERED'], to: ['REFUNDED'], by: ['operator'] },
} as const satisfies Lifecycle<TradeState>;
