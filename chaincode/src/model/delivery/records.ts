import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, OneOf, Version } from '../forms';
import { Hash } from '../hash';
import type { Lifecycle } from '../lifecycle';
import { ViewOf } from '../record';

/** The written states of a delivery. */
export const deliveryStates = ['OPENED', 'SENT', 'ACKED', 'MISMATCH', 'TERMINATED'] as const;
/** TIMED_OUT is computed: OPENED or SENT, past the delivery period. */
export type DeliveryState = (typeof deliveryStates)[number] | 'TIMED_OUT';

/** One delivery under an authorisation. */
export interface DeliveryRecord {
  readonly id: string;
  readonly authorisation: string;
  readonly trade: string;
  readonly listing: string;
  readonly version: number;
  readonly provider: string;
  readonly buyer: string;
  readonly slot: number;
  /** The hash that the buyer is to receive. */
  readonly expected: Hash;
  readonly openedAt: string;
  readonly replaces?: string;
  readonly received?: Hash;
  readonly state: (typeof deliveryStates)[number];
}

/** One of an authorisation’s 1..n slots; absent is free. */
export interface SlotRecord {
  readonly delivery: string;
  readonly replaced?: string;
  readonly state: 'TAKEN';
}

/** A delivery as it is read, and whether its bytes may flow. */
export const DeliveryView = ViewOf('Delivery', {
  id: Id('dlv'),
  authorisation: Id('aut'),
  trade: Id('trd'),
  listing: Id('lst'),
  version: Version,
  provider: Id('ptc'),
  buyer: Id('ptc'),
  slot: Type.Integer({ minimum: 1 }),
  expected: Hash,
  openedAt: Instant,
  replaces: Type.Optional(Id('dlv')),
  received: Type.Optional(Hash),
  state: OneOf(...deliveryStates, 'TIMED_OUT'),
  /** Whether bytes may flow at the moment of reading; `because` is the code of what stops them. */
  flow: Closed({ isOpen: Type.Boolean(), because: Type.Optional(Type.String()), state: Type.Optional(Type.String()) }),
});
export type DeliveryView = Static<typeof DeliveryView>;

/** The life of a delivery. */
export const deliveryLife = {
  open: { from: ['–'], to: ['OPENED'], by: ['its buyer'] },
  send: { from: ['OPENED'], to: ['SENT'], by: ['its provider'] },
  acknowledge: { from: ['OPENED', 'SENT'], to: ['ACKED', 'MISMATCH'], by: ['its buyer'] },
  terminate: { from: ['OPENED', 'SENT'], to: ['TERMINATED'], by: ['its provider', 'operator'] },
} as const satisfies Lifecycle<DeliveryState>;
