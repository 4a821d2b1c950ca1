import { Closed, Id, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import type { Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareSubmit } from '../../kernel/transaction';
import { Participant, ParticipantView, participantLife, type ParticipantRecord } from './records';
import { relateToParticipant, seeParticipant, viewParticipant } from './seen';

/** Pins other certificates than before, or none; called with one that is accepted until then. */
export const PinKeys = declareSubmit<Recorded<ParticipantRecord>>()({
  name: 'PinKeys',
  noun: 'participant',
  verb: 'pin',
  summary: 'Says by which certificates alone you are known from now on, in place of those before; by none: by each that your CA issues.',
  address: ['id'],
  input: Closed({ id: Id('ptc'), revision: Revision, keyHashes: Participant.properties.keyHashes }),
  output: ParticipantView,
  see: seeParticipant,
  relate: relateToParticipant,
  checks: {
    NOT_PERMITTED: ({ is }) => lacks(participantLife, 'pin', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(participantLife, 'pin', seen.state, is),
  },
  effect: ({ seen, command: { id, keyHashes } }) => ({
    puts: [{ key: keys.participant(id), action: 'pin', value: { ...seen, keyHashes } }],
    events: [{ type: 'ParticipantKeysPinned', id }],
  }),
  answer: ({ seen }) => viewParticipant(seen),
  emits: ['ParticipantKeysPinned'],
});
