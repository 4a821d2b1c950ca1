import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import type { OrganisationRecord } from '../exchange/records';
import { Closed, Id, LanguageMap } from '../../kernel/forms';
import { Hash, hashJson } from '../../kernel/hash';
import { indexes, keys } from '../../kernel/keys';
import { need } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { declareSubmit, type Caller } from '../../kernel/transaction';
import { Participant, ParticipantView, type ParticipantRecord } from './records';
import { auditsAndMore, beyond } from './roles';
import { viewParticipant } from './seen';

/** What the transaction reads. */
export interface Application {
  readonly participant: Recorded<ParticipantRecord> | undefined;
  readonly organisation: Recorded<OrganisationRecord>;
}

/** Applies to take part, under the id that the caller’s certificate carries. */
export const RegisterParticipant = declareSubmit<Application>()({
  name: 'RegisterParticipant',
  noun: 'participant',
  verb: 'register',
  summary: 'Applies to take part, under the id in the caller’s own certificate.',
  admits: 'applicant',
  address: [],
  input: Closed({
    id: Id('ptc'),
    name: LanguageMap(500),
    roles: Participant.properties.roles,
    keyHashes: Type.Optional(Type.Array(Hash, { maxItems: 16 })),
  }),
  output: ParticipantView,
  see: async (reader, { id }, { caller }) => ({
    participant: await reader.find(keys.participant(id)),
    organisation: await need(reader, keys.organisation(caller.mspId), 'CALLER_UNKNOWN'),
  }),
  relate: () => ['self'],
  checks: {
    NOT_ITS_OWN_ID: ({ command, caller }) => (command.id === caller.participantId ? undefined : { certificate: caller.participantId }),
    ALREADY_EXISTS: ({ seen, command, caller }) => seen.participant && registeredBefore(seen.participant, command, caller),
    INPUT_INVALID: ({ command }) => auditsAndMore(command),
    ROLE_NOT_ALLOWED: ({ seen, command }) => beyond(seen.organisation, command.roles),
  },
  effect: ({ command: { id, name, roles, keyHashes = [] }, caller: { mspId } }) => ({
    puts: [{ key: keys.participant(id), action: 'register', value: { id, mspId, name, roles, keyHashes, state: 'APPLIED' } }],
    indexes: [indexes.participantsOf(mspId, id)],
    events: [{ type: 'ParticipantRegistered', id }],
  }),
  answer: ({ seen }) => viewParticipant(seen.participant as Recorded<ParticipantRecord>),
  emits: ['ParticipantRegistered'],
});

/** Who applied before may not read yet what it made, so its retry is told. Another organisation’s certificate of the same id is told nothing. */
function registeredBefore(made: Recorded<ParticipantRecord>, command: { readonly keyHashes?: readonly Hash[] }, caller: Caller): Details {
  if (made.mspId !== caller.mspId) return {};
  const { id, name, roles, state } = made;
  // None and an empty list are the same request: it is hashed as it was sent.
  const keyHashes = made.keyHashes.length > 0 ? made.keyHashes : command.keyHashes && [];
  return { state, contentHash: hashJson({ id, name, roles, keyHashes }), object: viewParticipant(made) };
}
