import type { Static } from '@sinclair/typebox';
import { keys } from '../../kernel/keys';
import { need, type Ledger } from '../../kernel/reader';
import { shown, type Recorded } from '../../kernel/record';
import type { Caller } from '../../kernel/transaction';
import type { ParticipantRecord, ParticipantView } from './records';

/** Reads a participant. @throws PARTICIPANT_NOT_FOUND */
export function seeParticipant(reader: Pick<Ledger, 'find'>, { id }: { id: string }): Promise<Recorded<ParticipantRecord>> {
  return need(reader, keys.participant(id), 'PARTICIPANT_NOT_FOUND');
}

/** What a caller is to a participant, besides its roles. */
export function relateToParticipant(seen: ParticipantRecord, caller: Caller): readonly 'self'[] {
  return seen.id === caller.participantId ? ['self'] : [];
}

/** A participant as it shows. */
export function viewParticipant(record: Recorded<ParticipantRecord>): Static<typeof ParticipantView> {
  const { id, mspId, name, roles, keyHashes, state } = record;
  return { id, mspId, name, roles, keyHashes, state, ...shown(record) };
}
