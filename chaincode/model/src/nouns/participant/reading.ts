import { Type } from '@sinclair/typebox';
import { Closed, Id, MspId, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys } from '../../kernel/keys';
import { readPage } from '../../kernel/page';
import type { Recorded } from '../../kernel/record';
import { declareEvaluate } from '../../kernel/transaction';
import { ParticipantView, type ParticipantRecord } from './records';
import { relateToParticipant, seeParticipant, viewParticipant } from './seen';

const ById = Closed({ id: Id('ptc') });

/** One participant. */
export const GetParticipant = declareEvaluate<Recorded<ParticipantRecord>>()({
  name: 'GetParticipant',
  noun: 'participant',
  verb: 'get',
  summary: 'One participant.',
  address: ['id'],
  input: ById,
  output: ParticipantView,
  see: seeParticipant,
  relate: relateToParticipant,
  checks: {},
  answer: ({ seen }) => viewParticipant(seen),
});

/** Every change of a participant, first to last. */
export const GetParticipantHistory = declareEvaluate<History>()({
  name: 'GetParticipantHistory',
  noun: 'participant',
  verb: 'history',
  summary: 'Every change of a participant, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }) => {
    await seeParticipant(ledger, { id });
    return readHistory(ledger, [keys.participant(id)]);
  },
  relate: () => [],
  checks: {},
  answer: ({ seen }) => [...seen],
});

/** The participants, of one organisation or of all. */
export const ListParticipants = declareEvaluate<Page<Recorded<ParticipantRecord>>>()({
  name: 'ListParticipants',
  noun: 'participant',
  verb: 'list',
  summary: 'The participants, of one organisation or of all, page by page.',
  address: [],
  input: Closed({ organisation: Type.Optional(MspId), ...pageInput }),
  output: PageOf(ParticipantView),
  see: (ledger, { organisation, ...page }) =>
    readPage(ledger, organisation === undefined ? all('participant') : indexes.participantsOf(organisation), page, (id) =>
      ledger.find(keys.participant(id)),
    ),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(viewParticipant) }),
});
