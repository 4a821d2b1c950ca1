import type { Details } from '../../kernel/error-table';
import { Id } from '../../kernel/forms';
import { declareTransition } from '../../kernel/transition';
import { participant, readWithNamed, type WithNamed } from './participant';
import { successionLimit } from './records';

export const SucceedParticipant = declareTransition(participant, {
  name: 'SucceedParticipant',
  action: 'succeed',
  summary: 'Takes over what runs of a participant of your organisation that left and named you its successor.',
  event: 'ParticipantSucceeded',
  input: { predecessor: Id('ptc') },
  read: (reader, { id, predecessor }) => readWithNamed(reader, id, predecessor),
  checks: {
    SUCCESSOR_NOT_POSSIBLE: ({ facts, command }) => checkNamed(facts, command.predecessor),
  },
  // Includes those that the other one succeeded before.
  head: ({ facts: { named, participant: head }, command }) => ({
    ...head,
    succeeds: [...new Set([...(head.succeeds ?? []), command.predecessor, ...(named?.succeeds ?? [])])],
  }),
});

/** The one that left has named this one, and the list is not too long. */
function checkNamed({ participant: { id, mspId, succeeds = [] }, named }: WithNamed, predecessor: string): Details | undefined {
  const isNamed = named?.state === 'LEFT' && named.successor === id && named.mspId === mspId;
  if (!isNamed) return { predecessor, ...(named && { state: named.state }) };
  const count = succeeds.length + 1 + (named.succeeds?.length ?? 0);
  return count <= successionLimit ? undefined : { predecessor, limit: successionLimit };
}
