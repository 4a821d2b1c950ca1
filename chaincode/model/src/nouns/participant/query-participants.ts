import { Type } from '@sinclair/typebox';
import { MspId } from '../../kernel/forms';
import { readPage } from '../../kernel/page';
import { get, history, list } from '../../kernel/queries';
import { findUnless } from '../../kernel/reader';
import { declareTextRead } from '../../kernel/read-text';
import { listParticipantKeys, participantIndexes, participantKeys } from './keys';
import { participant, readParticipantFacts, viewParticipant } from './participant';
import { ParticipantView } from './records';

export const GetParticipant = get(participant, { name: 'GetParticipant', summary: 'Reads one participant.' });

export const GetParticipantHistory = history(participant, {
  name: 'GetParticipantHistory',
  summary: 'Reads every change of a participant, first to last.',
});

export const GetParticipantText = declareTextRead(participant, {
  name: 'GetParticipantText',
  summary: 'Reads the words of a reason in the history of a participant, such as why it was suspended.',
  records: ({ participant: { id } }) => [participantKeys.pinRelease(id)],
});

export const ListParticipants = list({
  name: 'ListParticipants',
  noun: 'participant',
  summary: 'Lists the participants of one organisation or of all, page by page.',
  filters: { organisation: Type.Optional(MspId) },
  item: ParticipantView,
  read: (ledger, { organisation, ...page }) =>
    readPage(ledger, organisation === undefined ? listParticipantKeys() : participantIndexes.participantsOf(organisation), page, (id) =>
      findUnless(readParticipantFacts(ledger, { id }), 'PARTICIPANT_NOT_FOUND'),
    ),
  view: viewParticipant,
});
