import { Type, type Static } from '@sinclair/typebox';
import { Instant, OneOf, Reason } from '@databund/model';

/** The kinds of objects that have a history. */
export const historyKinds = [
  'listing',
  'authorisation',
  'trade',
  'delivery',
  'dispute',
  'resource',
  'mandate',
  'standing',
  'participant',
] as const;
export type HistoryKind = (typeof historyKinds)[number];

const count = Type.Integer({ minimum: 0 });

/** A participant that acted, or an administrator, who has no name. */
export const NamedActor = Type.Object({ id: Type.String(), name: Type.Optional(Type.String()) }, { additionalProperties: false });

/** A member that a step changed, by its path such as `content.licence`. */
const ChangedMember = Type.Object(
  { member: Type.String(), before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) },
  { additionalProperties: false },
);

/** One step on one of the linked objects: who took it, who endorsed it, and what it changed. The state comes first, hashes last. */
export const TimelineEntry = Type.Object(
  {
    time: Instant,
    block: count,
    transactionId: Type.String(),
    flag: Type.String(),
    step: Type.String(),
    actor: NamedActor,
    organisation: Type.String(),
    endorsers: Type.Array(Type.String()),
    object: Type.Object(
      {
        kind: OneOf(...historyKinds),
        id: Type.String(),
        version: Type.Optional(Type.Integer({ minimum: 1 })),
        part: Type.Optional(Type.String({ description: 'A record beside the object, such as `attestation` or `window/1`.' })),
      },
      { additionalProperties: false },
    ),
    reason: Type.Optional(Reason),
    changes: Type.Array(ChangedMember),
  },
  { additionalProperties: false },
);
export type TimelineEntry = Static<typeof TimelineEntry>;

/** A page of the timeline of an object and of what is linked with it, first to last, at one height. */
export const Timeline = Type.Object(
  { height: count, items: Type.Array(TimelineEntry), next: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type Timeline = Static<typeof Timeline>;
