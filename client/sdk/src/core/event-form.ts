import { Type, type Static } from '@sinclair/typebox';
import { allTransactions, Instant, OneOf, type Noun } from '@databund/model';

/** The kinds of objects that events are about. */
export const eventKinds = [
  'exchange',
  'participant',
  'resource',
  'mandate',
  'standing',
  'listing',
  'authorisation',
  'trade',
  'delivery',
  'dispute',
  'refusal',
] as const satisfies readonly Noun[];
export type EventKind = (typeof eventKinds)[number];

/** The kind of object that each event is about: the one that begins its name, or else that of the transaction that emits it. */
export const kindsByEvent: ReadonlyMap<string, EventKind> = new Map(
  allTransactions.flatMap((transaction) =>
    transaction.kind === 'submit' ? transaction.emits.flatMap((type) => nameKind(type, transaction.noun)) : [],
  ),
);

function nameKind(type: string, emitter: Noun): readonly (readonly [string, EventKind])[] {
  const kind = eventKinds.find((each) => type.toLowerCase().startsWith(each)) ?? eventKinds.find((each) => each === emitter);
  return kind ? [[type, kind]] : [];
}

const makeList = <const W extends string>(words: readonly W[]) => Type.Array(OneOf(...words), { minItems: 1, maxItems: 32 });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** The query of an event stream. Filters that may be repeated let pass what has one of their values. */
export const EventsForm = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        maxLength: 300,
        pattern: '^[^:\\s]+:\\d{1,15}(?::\\d{1,15}:\\d{1,15})?$',
        description: 'the id of an event, channel:block:transaction:index, or of a block, channel:block',
      }),
    ),
    kind: Type.Optional(makeList(eventKinds)),
    id: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 32 })),
    event: Type.Optional(makeList([...kindsByEvent.keys()])),
  },
  { additionalProperties: false },
);
export type EventsQuery = Static<typeof EventsForm>;

/** An event of the exchange. Its id is its place in the ledger: `channel:block:transaction:index`. */
export const StreamedEvent = Type.Object(
  {
    id: Type.String(),
    /** The name of the event, such as ListingApproved. */
    type: Type.String(),
    kind: OneOf(...eventKinds),
    /** The ids of the objects that it is about. */
    ids: Type.Record(Type.String(), Type.Union([Type.String(), count])),
    block: count,
    transactionId: Type.String(),
    /** The time that the transaction states. */
    time: Instant,
  },
  { additionalProperties: false },
);
export type StreamedEvent = Static<typeof StreamedEvent>;

/** Says that the gateway does not know the id after which a stream was to go on, so that it goes on from the oldest block. */
export const EventReset = Type.Object(
  {
    id: Type.String(),
    kind: OneOf('reset'),
    /** The first block whose events follow. */
    oldest: count,
    /** The newest block. */
    newest: count,
  },
  { additionalProperties: false },
);
export type EventReset = Static<typeof EventReset>;
