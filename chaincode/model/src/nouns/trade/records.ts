import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, Line, MspId, OneOf, Text } from '../../kernel/forms';
import { Hash, hashJson } from '../../kernel/hash';
import type { PriceSide } from '../../kernel/keys';
import type { Lifecycle } from '../../kernel/lifecycle';
import { Ceiling } from '../mandate/records';
import { ViewOf } from '../../kernel/record';

/** The written states of a trade’s head. */
export const tradeStates = ['ORDERED', 'AUTHORISED', 'DELIVERED', 'DISPUTED', 'CANCELLED'] as const;
/** What follows from prices and clearing. */
export const computedTradeStates = ['PRICED', 'FUNDED', 'SETTLED', 'REFUNDED'] as const;
export type TradeState = (typeof tradeStates)[number] | (typeof computedTradeStates)[number];

/** `sale` has a price; `share` is government sharing of public data; `free` is free of charge. */
export const tradeKinds = ['sale', 'share', 'free'] as const;
export type TradeKind = (typeof tradeKinds)[number];

/** A trade’s head: what is traded between whom. */
export interface TradeRecord {
  readonly id: string;
  readonly authorisation: string;
  readonly kind: TradeKind;
  readonly legalBasis?: string;
  /** The public charge of public data, from the frozen offer. What is charged for other data is never on the ledger. */
  readonly charge?: Ceiling;
  readonly buyer: string;
  readonly buyerMspId: string;
  readonly provider: string;
  readonly providerMspId: string;
  /** The dispute that is open, and the state to which its end leads back. */
  readonly dispute?: string;
  readonly before?: (typeof tradeStates)[number];
  /** How many disputes each party has opened; none where nothing is said. */
  readonly disputes?: Readonly<Partial<Record<PriceSide, number>>>;
  readonly state: (typeof tradeStates)[number];
}

/** One side’s word on the price: the hash of its slip, never the price. */
export interface PriceRecord {
  readonly mspId: string;
  readonly hash?: Hash;
  readonly state: 'EMPTY' | 'GIVEN';
}

/** What the operator holds of the money. */
export interface ClearingRecord {
  readonly state: 'NONE' | 'FUNDED' | 'SETTLED' | 'REFUNDED';
  readonly amountHash?: Hash;
  readonly tradeNumber?: string;
}

/** A price slip: made by the provider’s client, handed to buyer and operator outside the ledger. */
export const PriceSlip = Closed(
  {
    amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'In the smallest unit of the currency.' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
    salt: Type.String({ pattern: '^[0-9a-f]{64}$', description: '32 random bytes in hex.' }),
    tradeId: Id('trd'),
  },
  'A price slip; its SHA-256 is of its canonical JSON.',
);
export type PriceSlip = Static<typeof PriceSlip>;

/** What funding names where the charge is public: the hash of the charge with its trade, as canonical JSON. */
export function chargeHash({ id, charge }: { readonly id: string; readonly charge?: Ceiling }): Hash | undefined {
  return charge && hashJson({ ...charge, tradeId: id });
}

/** A trade as it is read. */
export const TradeView = ViewOf('Trade', {
  id: Id('trd'),
  authorisation: Id('aut'),
  kind: OneOf(...tradeKinds),
  legalBasis: Type.Optional(Text(2_000)),
  charge: Type.Optional(Ceiling),
  buyer: Id('ptc'),
  buyerMspId: MspId,
  provider: Id('ptc'),
  providerMspId: MspId,
  state: OneOf(...tradeStates, ...computedTradeStates),
  dispute: Type.Optional(Id('dis')),
  prices: Type.Optional(Closed({ provider: Type.Optional(Hash), buyer: Type.Optional(Hash) })),
  amountHash: Type.Optional(Hash),
  tradeNumber: Type.Optional(Line(64)),
  at: Instant,
});
export type TradeView = Static<typeof TradeView>;

/** The life of a trade. */
export const tradeLife = {
  order: { from: ['NONE'], to: ['ORDERED'], by: ['object-buyer'] },
  price: { from: ['ORDERED', 'PRICED'], to: ['ORDERED', 'PRICED'], by: ['object-provider', 'object-buyer'] },
  fund: { from: ['PRICED'], to: ['FUNDED'], by: ['operator'] },
  activate: { from: ['FUNDED', 'ORDERED'], to: ['AUTHORISED'], by: ['object-buyer'] },
  acknowledge: { from: ['AUTHORISED'], to: ['DELIVERED'], by: ['object-buyer'] },
  settle: { from: ['DELIVERED'], to: ['SETTLED'], by: ['operator'] },
  dispute: { from: ['AUTHORISED', 'DELIVERED'], to: ['DISPUTED'], by: ['object-buyer', 'object-provider'] },
  enforce: { from: ['DISPUTED'], to: ['SETTLED', 'REFUNDED', 'AUTHORISED', 'DELIVERED'], by: ['operator'] },
  withdrawDispute: { from: ['DISPUTED'], to: ['AUTHORISED', 'DELIVERED'], by: ['object-opener'] },
  cancel: { from: ['ORDERED', 'PRICED'], to: ['CANCELLED'], by: ['object-buyer', 'object-provider'] },
  refund: { from: ['FUNDED', 'AUTHORISED'], to: ['REFUNDED'], by: ['operator'] },
} as const satisfies Lifecycle<TradeState>;
