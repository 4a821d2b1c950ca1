import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, OneOf, Version } from '../../kernel/forms';
import { Digest, Hash, TreeHash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { modes, type Mode } from '../listing/modes';
import { ViewOf } from '../../kernel/record';

/** The stored states of a delivery. */
export const deliveryStates = ['OPENED', 'SERVING', 'SENT', 'ACKED', 'MISMATCH', 'OBJECTED', 'TERMINATED'] as const;
/**
 * The states computed from time: OPENED past the delivery period is TIMED_OUT, SERVING past it OVERDUE, or OBJECTED if it was a replacement;
 * SENT and OVERDUE without an objection in the inspection period are ACCEPTED.
 */
export const computedDeliveryStates = ['TIMED_OUT', 'OVERDUE', 'ACCEPTED'] as const;
export type DeliveryState = (typeof deliveryStates)[number] | (typeof computedDeliveryStates)[number];

/** The objections of a buyer. A second hash that differs is one, too. */
export const objections = ['NOT_RECEIVED', 'MISMATCH'] as const;

/** A job: the hashes of its input, its algorithm and, when it has run, its output. */
export const Job = Closed({ input: Digest, algorithm: Hash, output: Type.Optional(Hash) });
export type Job = Static<typeof Job>;

/** The progress of a feed: the number of windows, when the newest was sent, and the instant up to which its readings go. */
export const FeedProgress = Closed({ count: Type.Integer({ minimum: 1 }), until: Instant, sentAt: Instant });
export type FeedProgress = Static<typeof FeedProgress>;

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
  readonly mode: Mode;
  /** Root of the data that the buyer is to receive: known at once for files, after the run for a job, and a hash chain over the windows so far for a feed. */
  readonly expected?: Digest;
  readonly job?: Job;
  readonly feed?: FeedProgress;
  readonly openedAt: string;
  readonly replaces?: string;
  readonly replacedBy?: string;
  readonly received?: Digest;
  readonly objection?: (typeof objections)[number];
  readonly state: (typeof deliveryStates)[number];
}

/** Statement of a provider that it begins to serve a slot, once for its delivery and once for the replacement. */
export interface ServingRecord {
  readonly delivery: string;
  readonly state: 'SERVING';
}

/** One of an authorisation's slots 1..n. An absent slot is free. */
export interface SlotRecord {
  readonly delivery: string;
  readonly replaced?: string;
  readonly state: 'TAKEN';
}

/** The states of a feed's window. */
export const windowStates = ['SENT', 'ACKED', 'MISMATCH'] as const;

/** One window of a feed: one receipt for all its readings, by the root of their Merkle tree. */
export interface WindowRecord {
  readonly delivery: string;
  readonly window: number;
  readonly from: string;
  readonly until: string;
  readonly readings: number;
  readonly root: TreeHash;
  readonly received?: TreeHash;
  readonly state: (typeof windowStates)[number];
}

/** The members of a window: its readings are those of [from, until). */
export const Window = {
  from: Instant,
  until: Instant,
  readings: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'The number of readings in the window.' }),
  root: TreeHash,
};

/** A window as callers see it. */
export const WindowView = ViewOf('Window', {
  delivery: Id('dlv'),
  window: Type.Integer({ minimum: 1 }),
  ...Window,
  received: Type.Optional(TreeHash),
  state: OneOf(...windowStates),
});

/** A delivery as callers see it, with whether its bytes may be sent. */
export const DeliveryView = ViewOf('Delivery', {
  id: Id('dlv'),
  authorisation: Id('aut'),
  trade: Id('trd'),
  listing: Id('lst'),
  version: Version,
  provider: Id('ptc'),
  buyer: Id('ptc'),
  slot: Type.Integer({ minimum: 1 }),
  mode: OneOf(...modes),
  expected: Type.Optional(Digest),
  job: Type.Optional(Job),
  feed: Type.Optional(FeedProgress),
  openedAt: Instant,
  replaces: Type.Optional(Id('dlv')),
  replacedBy: Type.Optional(Id('dlv')),
  received: Type.Optional(Digest),
  objection: Type.Optional(OneOf(...objections)),
  state: OneOf(...deliveryStates, ...computedDeliveryStates),
  /** The end of the state by itself, if it has one. */
  endsAt: Type.Optional(Instant),
  /** Says if bytes may be sent now. `because` is the code of what stops them; before `serveFirst`, the provider records SERVING. */
  flow: Closed({
    isOpen: Type.Boolean(),
    because: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    serveFirst: Type.Optional(Type.Boolean()),
  }),
});
export type DeliveryView = Static<typeof DeliveryView>;

/** The state machine of a delivery. */
export const deliveryLifecycle = {
  open: { from: ['NONE'], to: ['OPENED'], by: ['object-buyer'] },
  serve: { from: ['OPENED'], to: ['SERVING'], by: ['object-provider'] },
  sendWindow: { from: ['OPENED', 'SERVING'], to: 'same', by: ['object-provider'] },
  acknowledgeWindow: { from: ['OPENED', 'SERVING', 'SENT', 'OVERDUE', 'OBJECTED'], to: 'same', by: ['object-buyer'] },
  send: { from: ['OPENED', 'SERVING'], to: ['SENT'], by: ['object-provider'] },
  acknowledge: {
    from: ['OPENED', 'SERVING', 'SENT', 'OVERDUE', 'OBJECTED'],
    to: ['ACKED', 'MISMATCH', 'OBJECTED'],
    by: ['object-buyer'],
  },
  object: { from: ['SENT', 'OVERDUE'], to: ['OBJECTED'], by: ['object-buyer'] },
  terminate: { from: ['OPENED', 'SERVING', 'SENT'], to: ['TERMINATED'], by: ['object-provider', 'operator'] },
} as const satisfies Lifecycle<DeliveryState>;

/** The state machine of a window. */
export const windowLifecycle = {
  acknowledgeWindow: { from: ['SENT'], to: ['ACKED', 'MISMATCH'], by: ['object-buyer'] },
} as const satisfies Lifecycle<WindowRecord['state']>;
