import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, LanguageMap, MspId, OneOf } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { roles, type Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';

/** Lists the stages from application to the end of the participation: LEFT by its own will, WITHDRAWN by the operator. */
export const participantStates = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT', 'WITHDRAWN'] as const;
export type ParticipantState = (typeof participantStates)[number];

/** The most participants that one can succeed. */
export const successionLimit = 64;

/** The certificates that a participant pins. */
export const KeyHashes = Type.Array(Hash, {
  maxItems: 16,
  description: 'SHA-256 of the DER encoding of each pinned certificate. If empty, every certificate that the CA issues is accepted.',
});

/** An identity under some MSP that takes part in the exchange. */
export const Participant = Closed(
  {
    id: Id('ptc'),
    mspId: MspId,
    name: LanguageMap(500),
    roles: Type.Array(OneOf(...roles), { minItems: 1, maxItems: roles.length, uniqueItems: true }),
    keyHashes: KeyHashes,
    mustPin: Type.Optional(Type.Literal(true, { description: 'Its pins were released: it may only pin its certificate again.' })),
    successor: Type.Optional(Id('ptc')),
    succeeds: Type.Optional(
      Type.Array(Id('ptc'), {
        maxItems: successionLimit,
        description: 'Participants that left and whose running business passed to this one.',
      }),
    ),
    state: OneOf(...participantStates),
  },
  'A participant of the exchange.',
);
export type ParticipantRecord = Static<typeof Participant>;
/** A participant as callers see it. */
export const ParticipantView = ViewOf('Participant', {
  ...Participant.properties,
  /** The end of the period in which the operator should admit an applicant. */
  endsAt: Type.Optional(Instant),
  isOverdue: Type.Optional(Type.Literal(true)),
});

/** The state machine of a participant. */
export const participantLifecycle = {
  register: { from: ['NONE'], to: ['APPLIED'], by: ['self'] },
  admit: { from: ['APPLIED'], to: ['ACTIVE'], by: ['operator'] },
  suspend: { from: ['ACTIVE'], to: ['SUSPENDED'], by: ['operator'] },
  reinstate: { from: ['SUSPENDED'], to: ['ACTIVE'], by: ['operator'] },
  pin: { from: ['ACTIVE', 'LEFT'], to: 'same', by: ['self'] },
  leave: { from: ['ACTIVE', 'LEFT'], to: ['LEFT'], by: ['self'] },
  succeed: { from: ['ACTIVE'], to: 'same', by: ['self'] },
  withdraw: { from: ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT'], to: ['WITHDRAWN'], by: ['operator'] },
} as const satisfies Lifecycle<ParticipantState>;

/** The states of the release of a participant's pins. */
export const pinReleaseStates = ['REQUESTED', 'AGREED', 'REFUSED', 'RELEASED'] as const;

/** The release of a participant's pins: operator and authority together lift a lock-out. */
export const PinRelease = Closed({
  id: Id('ptc'),
  requestedBy: Type.String(),
  agreedBy: Type.Optional(Type.String()),
  /** From then on the pins can be released, unless a pinned certificate refuses before. */
  releasableAt: Type.Optional(Instant),
  state: OneOf(...pinReleaseStates),
});
export type PinReleaseRecord = Static<typeof PinRelease>;
/** A release as callers see it. */
export const PinReleaseView = ViewOf('PinRelease', PinRelease.properties);

/** The state machine of a release of pins. */
export const pinReleaseLifecycle = {
  requestPinRelease: { from: ['NONE', 'REFUSED', 'RELEASED'], to: ['REQUESTED'], by: ['operator'] },
  agreePinRelease: { from: ['REQUESTED'], to: ['AGREED'], by: ['authority'] },
  refusePinRelease: { from: ['REQUESTED', 'AGREED'], to: ['REFUSED'], by: ['self'] },
  releasePins: { from: ['AGREED'], to: ['RELEASED'], by: ['operator', 'authority'] },
} as const satisfies Lifecycle<PinReleaseRecord['state']>;
