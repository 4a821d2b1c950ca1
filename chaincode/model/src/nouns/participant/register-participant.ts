import { Type } from '@sinclair/typebox';
import { declareSubmit, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, LanguageMap } from '../../kernel/forms';
import { hashJson, type Hash } from '../../kernel/hash';
import { need, expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { exchangeKeys } from '../exchange/keys';
import { guardParticipant, readExchange } from '../exchange/read-exchange';
import type { Exchange, OrganisationRecord } from '../exchange/records';
import { checkPinsCaller } from './check-pins';
import { checkAuditorAlone, checkRolesAllowed } from './check-roles';
import { participantIndexes, participantKeys } from './keys';
import { viewParticipant, type ParticipantFacts } from './participant';
import { KeyHashes, Participant, ParticipantView, type ParticipantRecord } from './records';

/** Facts that the transaction reads. */
export interface Application {
  readonly participant: Recorded<ParticipantRecord> | undefined;
  readonly organisation: Recorded<OrganisationRecord>;
  readonly exchange: Recorded<Exchange>;
}

/** Applies to take part, under the id that the caller's certificate carries. */
export const RegisterParticipant = declareSubmit<Application>()({
  name: 'RegisterParticipant',
  noun: 'participant',
  verb: 'register',
  summary: 'Applies to take part, under the id in your own certificate.',
  admits: 'applicant',
  address: [],
  input: Closed({
    id: Id('ptc'),
    name: LanguageMap(500),
    roles: Participant.properties.roles,
    keyHashes: Type.Optional(KeyHashes),
  }),
  output: ParticipantView,
  readErrors: ['CALLER_UNKNOWN', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id }, { caller }) => ({
    participant: await reader.find(participantKeys.participant(id)),
    organisation: await need(reader, exchangeKeys.organisation(caller.mspId), 'CALLER_UNKNOWN'),
    exchange: await readExchange(reader),
  }),
  relate: () => ['self'],
  checks: {
    NOT_ITS_OWN_ID: ({ command, caller }) => (command.id === caller.participantId ? undefined : { certificate: caller.participantId }),
    ALREADY_EXISTS: ({ facts: { participant, exchange }, command, caller, at }) =>
      participant && describeExisting({ participant, exchange }, command, caller, at),
    INPUT_INVALID: ({ command }) => checkAuditorAlone(command),
    ROLE_NOT_ALLOWED: ({ facts, command }) => checkRolesAllowed(facts.organisation, command.roles),
    CERTIFICATE_NOT_PINNED: ({ command, caller }) => checkPinsCaller(command.keyHashes ?? [], caller),
  },
  effect: ({ facts, command: { id, name, roles, keyHashes = [] }, caller: { mspId } }) => ({
    puts: [
      {
        key: participantKeys.participant(id),
        action: 'register',
        value: { id, mspId, name, roles, keyHashes, state: 'APPLIED' as const },
        ...guardParticipant(mspId, facts.exchange),
      },
    ],
    indexes: [participantIndexes.participantsOf(mspId, id)],
    events: [{ type: 'ParticipantRegistered', id }],
  }),
  answer: ({ facts, at }) => viewParticipant({ ...facts, participant: expectWritten(facts.participant) }, at),
  emits: ['ParticipantRegistered'],
});

/** An applicant cannot read yet what it made, so a retry gets it here. A certificate of another organisation learns nothing. */
function describeExisting(facts: ParticipantFacts, command: { readonly keyHashes?: readonly Hash[] }, caller: Caller, at: string): Details {
  const existing = facts.participant;
  if (existing.mspId !== caller.mspId) return {};
  const { id, name, roles, state } = existing;
  // No list and an empty list are the same request: it is hashed as it was sent.
  const keyHashes = existing.keyHashes.length > 0 ? existing.keyHashes : command.keyHashes && [];
  return { state, contentHash: hashJson({ id, name, roles, keyHashes }), object: viewParticipant(facts, at) };
}
