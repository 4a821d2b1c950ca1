import type { Static } from '@sinclair/typebox';
import type { Caller } from '../../kernel/declare';
import { Id } from '../../kernel/forms';
import { defineNoun } from '../../kernel/noun';
import { need, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { participantKeys } from './keys';
import { ParticipantView, participantLifecycle, type ParticipantRecord } from './records';

/** Parts that all transactions on a participant share. */
export const participant = defineNoun<Recorded<ParticipantRecord>, ParticipantRecord>()({
  noun: 'participant',
  address: { id: Id('ptc') },
  lifecycle: participantLifecycle,
  notFound: 'PARTICIPANT_NOT_FOUND',
  output: ParticipantView,
  read: readParticipant,
  relate: relateToParticipant,
  isHidden: () => false,
  head: (record) => record,
  keyOf: ({ id }) => participantKeys.participant(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: ({ state }) => state,
  view: viewParticipant,
});

/** Reads a participant. @throws PARTICIPANT_NOT_FOUND */
export function readParticipant(reader: Reader, { id }: { readonly id: string }): Promise<Recorded<ParticipantRecord>> {
  return need(reader, participantKeys.participant(id), 'PARTICIPANT_NOT_FOUND');
}

/** A participant with another one that a command names; `undefined` if it names none or an unknown one. */
export type WithNamed = Recorded<ParticipantRecord> & { readonly named: Recorded<ParticipantRecord> | undefined };

/** Reads a participant with another one. @throws PARTICIPANT_NOT_FOUND */
export async function readWithNamed(reader: Reader, id: string, named: string | undefined): Promise<WithNamed> {
  const record = await readParticipant(reader, { id });
  return { ...record, named: named === undefined ? undefined : await reader.find(participantKeys.participant(named)) };
}

/** Returns what a caller is to a participant, apart from its roles. */
export function relateToParticipant({ id }: Pick<ParticipantRecord, 'id'>, caller: Caller): readonly 'self'[] {
  return id === caller.participantId ? ['self'] : [];
}

/** Returns a participant as callers see it. */
export function viewParticipant(record: Recorded<ParticipantRecord>): Static<typeof ParticipantView> {
  const { id, mspId, name, roles, keyHashes, mustPin, successor, succeeds, state } = record;
  return {
    id,
    mspId,
    name,
    roles,
    keyHashes,
    ...(mustPin && { mustPin }),
    ...(successor !== undefined && { successor }),
    ...(succeeds && { succeeds }),
    state,
    ...showChange(record),
  };
}
