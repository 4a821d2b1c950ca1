import type { Details } from '../../kernel/error-table';
import { Id } from '../../kernel/forms';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { declareTransition } from '../../kernel/transition';
import { participantKeys } from './keys';
import { participant, readParticipant } from './participant';
import { successionLimit, type ParticipantRecord } from './records';

/** A participant with the one that it succeeds. */
export type WithPredecessor = Recorded<ParticipantRecord> & { readonly predecessor: Recorded<ParticipantRecord> | undefined };

export const SucceedParticipant = declareTransition(participant, {
  name: 'SucceedParticipant',
  action: 'succeed',
  summary: 'Takes over what runs of a participant of your organisation that left and named you its successor.',
  event: 'ParticipantSucceeded',
  input: { predecessor: Id('ptc') },
  read: readWithPredecessor,
  checks: {
    SUCCESSOR_NOT_POSSIBLE: ({ facts, command }) => checkNamed(facts, command.predecessor),
  },
  // Includes those that the other one succeeded before.
  head: ({ facts: { predecessor, succeeds = [], ...head }, command }) => ({
    ...head,
    succeeds: [...new Set([...succeeds, command.predecessor, ...(predecessor?.succeeds ?? [])])],
  }),
});

/** The one that left has named this one, and the list is not too long. */
function checkNamed({ id, mspId, succeeds = [], predecessor }: WithPredecessor, asked: string): Details | undefined {
  const isNamed = predecessor?.state === 'LEFT' && predecessor.successor === id && predecessor.mspId === mspId;
  if (!isNamed) return { predecessor: asked, ...(predecessor && { state: predecessor.state }) };
  const count = succeeds.length + 1 + (predecessor.succeeds?.length ?? 0);
  return count <= successionLimit ? undefined : { predecessor: asked, limit: successionLimit };
}

async function readWithPredecessor(
  reader: Reader,
  { id, predecessor }: { readonly id: string; readonly predecessor: string },
): Promise<WithPredecessor> {
  const record = await readParticipant(reader, { id });
  return { ...record, predecessor: await reader.find(participantKeys.participant(predecessor)) };
}
