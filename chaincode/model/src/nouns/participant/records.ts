import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, LanguageMap, MspId, OneOf } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { roles, type Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';

/** The states of a participant. */
export const participantStates = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'WITHDRAWN'] as const;
export type ParticipantState = (typeof participantStates)[number];

/** An identity under some MSP that takes part in the exchange. */
export const Participant = Closed(
  {
    id: Id('ptc'),
    mspId: MspId,
    name: LanguageMap(500),
    roles: Type.Array(OneOf(...roles), { minItems: 1, maxItems: roles.length, uniqueItems: true }),
    keyHashes: Type.Array(Hash, {
      maxItems: 16,
      description: 'SHA-256 of the certificates (DER) it has pinned; none means that its CA speaks for it.',
    }),
    state: OneOf(...participantStates),
  },
  'A participant of the exchange.',
);
export type ParticipantRecord = Static<typeof Participant>;
/** A participant as it is read. */
export const ParticipantView = ViewOf('Participant', Participant.properties);

/** The life of a participant. */
export const participantLife = {
  register: { from: ['NONE'], to: ['APPLIED'], by: ['self'] },
  admit: { from: ['APPLIED'], to: ['ACTIVE'], by: ['operator'] },
  suspend: { from: ['ACTIVE'], to: ['SUSPENDED'], by: ['operator'] },
  reinstate: { from: ['SUSPENDED'], to: ['ACTIVE'], by: ['operator'] },
  pin: { from: ['ACTIVE'], to: 'same', by: ['self'] },
  leave: { from: ['ACTIVE'], to: ['WITHDRAWN'], by: ['self'] },
  withdraw: { from: ['APPLIED', 'ACTIVE', 'SUSPENDED'], to: ['WITHDRAWN'], by: ['operator'] },
} as const satisfies Lifecycle<ParticipantState>;
