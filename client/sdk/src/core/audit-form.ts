import { Type, type Static, type TProperties } from '@sinclair/typebox';
import { Instant, Reason } from '@databund/model';
import { NamedActor } from './history-form';

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0 });
const page = {
  items: <T extends TProperties>(item: ReturnType<typeof Type.Object<T>>) => Type.Array(item),
  next: Type.Optional(Type.String()),
};

/** The dates that a question is about: each an instant, or a day, which ends at its end. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

const summary = {
  time: Type.Optional(Instant),
  block: count,
  position: count,
  transactionId: Type.String(),
  flag: Type.String({ description: 'VALID, or why peers refused the transaction.' }),
  kind: Type.String({ description: '`transaction`, `configuration`, or the number of another type.' }),
  step: Type.Optional(Type.String()),
  actor: Type.Optional(NamedActor),
  organisation: Type.Optional(Type.String()),
  endorsers: Type.Array(Type.String()),
};

/** A transaction of a block, valid or not. */
export const AuditedTransaction = Type.Object(summary, closed);
export type AuditedTransaction = Static<typeof AuditedTransaction>;

/** A page of the transactions of an actor, first to last. */
export const AuditedActor = Type.Object({ height: count, items: page.items(AuditedTransaction), next: page.next }, closed);
export type AuditedActor = Static<typeof AuditedActor>;

/** A transaction with its input, its event and the keys that it wrote: private ones by their hash, under the name of their collection. */
export const DecodedTransaction = Type.Object(
  {
    ...summary,
    blockTime: Instant,
    input: Type.Optional(Type.Unknown()),
    event: Type.Optional(Type.Unknown()),
    writes: Type.Array(
      Type.Object({ key: Type.String(), collection: Type.Optional(Type.String()), isDeleted: Type.Optional(Type.Literal(true)) }, closed),
    ),
  },
  closed,
);
export type DecodedTransaction = Static<typeof DecodedTransaction>;

/** All transactions of one block. */
export const DecodedBlock = Type.Object(
  { number: count, hash: Type.String(), time: Instant, items: Type.Array(DecodedTransaction) },
  closed,
);
export type DecodedBlock = Static<typeof DecodedBlock>;

/** A stretch in which an authorisation was ACTIVE within its window, and what ended it. */
const Stretch = Type.Object(
  {
    from: Instant,
    until: Instant,
    ended: Type.Optional(Type.Object({ state: Type.String(), by: Type.Optional(NamedActor), reason: Type.Optional(Reason) }, closed)),
  },
  closed,
);

const DeliveryOfAccess = Type.Object(
  {
    id: Type.String(),
    mode: Type.String(),
    state: Type.String(),
    openedAt: Instant,
    servedAt: Type.Optional(Instant),
    sentAt: Type.Optional(Instant),
    acknowledgedAt: Type.Optional(Instant),
    bytes: Type.Optional(Type.Integer({ minimum: 0, description: 'The size of the files that the listing describes.' })),
  },
  closed,
);

/** The access of one buyer, by one authorisation. */
export const Access = Type.Object(
  {
    authorisation: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    buyer: NamedActor,
    purpose: Type.Optional(Type.String()),
    stretches: Type.Array(Stretch),
    deliveries: Type.Array(DeliveryOfAccess),
    hasMoreDeliveries: Type.Optional(Type.Literal(true)),
  },
  closed,
);
export type Access = Static<typeof Access>;

/** A page of who had access to a listing between two dates. */
export const AccessAnswer = Type.Object(
  { height: count, listing: Type.String(), from: Type.Optional(Instant), to: Instant, items: page.items(Access), next: page.next },
  closed,
);
export type AccessAnswer = Static<typeof AccessAnswer>;
