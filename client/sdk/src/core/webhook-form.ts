import { Type, type Static } from '@sinclair/typebox';
import { Instant, OneOf } from '@databund/model';
import { EventsForm } from './event-form';

const count = Type.Integer({ minimum: 0 });
const { after, kind, id, event } = EventsForm.properties;

/** A webhook as its owner asks for it: the address, and what is sent there. */
export const WebhookForm = Type.Object(
  { url: Type.String({ minLength: 1, maxLength: 2_000 }), after, kind, id, event },
  { additionalProperties: false },
);
export type WebhookForm = Static<typeof WebhookForm>;

/** The event after which a webhook sends again. */
export const ReplayForm = Type.Object({ after: Type.Required(after) }, { additionalProperties: false });

/** An event that could not be delivered. */
const DeadLetter = Type.Object({ event: Type.String(), at: Instant, reason: Type.String() }, { additionalProperties: false });

/** A webhook with how far it has come. */
export const Webhook = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    filters: Type.Object({ kind, id, event }, { additionalProperties: false }),
    state: OneOf('ACTIVE', 'DISABLED'),
    /** The place after which it goes on. */
    after: Type.String(),
    createdAt: Instant,
    /** The time since which no event was delivered, if the last attempt failed. */
    failingSince: Type.Optional(Instant),
    /** The newest events that were given up, at most 100. */
    deadLetters: Type.Array(DeadLetter),
    deadLetterCount: count,
  },
  { additionalProperties: false },
);
export type Webhook = Static<typeof Webhook>;

/** The webhooks of a participant. */
export const WebhookList = Type.Object({ items: Type.Array(Webhook) }, { additionalProperties: false });
export type WebhookList = Static<typeof WebhookList>;

/** The public keys with which a gateway signs, as it publishes them. */
export const WebhookKeys = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      whpk: Type.String({ description: 'The same key in the form of Standard Webhooks.' }),
    }),
  ),
});
export type WebhookKeys = Static<typeof WebhookKeys>;
