import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, LanguageMap, MspId, PageOf, Reason, Revision, pageInput, type Page } from '../forms';
import { Hash } from '../hash';
import { keys, indexes, all } from '../keys';
import { forbids, lacks } from '../lifecycle';
import { Change, shown, type Recorded } from '../record';
import { need, type Ledger } from '../reader';
import { declareEvaluate, declareSubmit, type Caller } from '../transaction';
import { stale } from '../revision';
import { readHistory } from '../history';
import { readPage } from '../page';
import type { OrganisationRecord } from '../exchange/records';
import { Participant, ParticipantView, participantLife, type ParticipantRecord, type ParticipantState } from './records';

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
  relate: () => ['itself'],
  checks: {
    NOT_ITS_OWN_ID: ({ command, caller }) => (command.id === caller.participantId ? undefined : { certificate: caller.participantId }),
    ALREADY_EXISTS: ({ seen }) => (seen.participant ? { state: seen.participant.state } : undefined),
    ROLE_NOT_ALLOWED: ({ seen, command }) =>
      command.roles.every((role) => seen.organisation.roles.includes(role)) ? undefined : { allowed: seen.organisation.roles },
  },
  effect: ({ command: { id, name, roles, keyHashes = [] }, caller: { mspId } }) => ({
    puts: [{ key: keys.participant(id), action: 'register', value: { id, mspId, name, roles, keyHashes, state: 'APPLIED' } }],
    indexes: [indexes.participantsOf(mspId, id)],
    happenings: [{ type: 'ParticipantRegistered', id }],
  }),
  answer: ({ seen }) => view(seen.participant as Recorded<ParticipantRecord>),
  happens: ['ParticipantRegistered'],
});

/** Lets an applicant take part. */
export const AdmitParticipant = judgement({
  name: 'AdmitParticipant',
  action: 'admit',
  to: 'ACTIVE',
  happening: 'ParticipantAdmitted',
  summary: 'Lets an applicant take part.',
});
/** Stops a participant from doing anything. */
export const SuspendParticipant = judgement({
  name: 'SuspendParticipant',
  action: 'suspend',
  to: 'SUSPENDED',
  happening: 'ParticipantSuspended',
  summary: 'Stops a participant from doing anything.',
});
/** Lets a suspended participant act again. */
export const ReinstateParticipant = judgement({
  name: 'ReinstateParticipant',
  action: 'reinstate',
  to: 'ACTIVE',
  happening: 'ParticipantReinstated',
  summary: 'Lets a suspended participant act again.',
});
/** Ends a participation for good. */
export const WithdrawParticipant = judgement({
  name: 'WithdrawParticipant',
  action: 'withdraw',
  to: 'WITHDRAWN',
  happening: 'ParticipantWithdrawn',
  summary: 'Ends a participation for good.',
});

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
  see: seeOne,
  relate,
  checks: {},
  answer: ({ seen }) => view(seen),
});

/** Every change of a participant, first to last. */
export const GetParticipantHistory = declareEvaluate<readonly Change[]>()({
  name: 'GetParticipantHistory',
  noun: 'participant',
  verb: 'history',
  summary: 'Every change of a participant, first to last.',
  address: ['id'],
  input: ById,
  output: Type.Array(Change),
  see: async (ledger, { id }) => {
    await seeOne(ledger, { id });
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
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(view) }),
});

interface Judgement {
  readonly name: string;
  readonly action: keyof typeof participantLife;
  readonly to: ParticipantState;
  readonly happening: string;
  readonly summary: string;
}

function judgement({ name, action, to, happening, summary }: Judgement) {
  return declareSubmit<Recorded<ParticipantRecord>>()({
    name,
    noun: 'participant',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('ptc'), revision: Revision, reason: Type.Optional(Reason) }),
    output: ParticipantView,
    see: seeOne,
    relate,
    checks: {
      NOT_PERMITTED: ({ is }) => lacks(participantLife, action, is),
      REVISION_CONFLICT: ({ seen, command }) => stale(seen, command.revision),
      ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(participantLife, action, seen.state, is),
      // Nobody suspends itself: the last operator would lock the exchange.
      SELF_DEALING: ({ seen, caller }) => (action === 'suspend' && seen.id === caller.participantId ? {} : undefined),
    },
    effect: ({ seen, command }) => ({
      puts: [{ key: keys.participant(seen.id), action, reason: command.reason, value: { ...seen, state: to } }],
      happenings: [{ type: happening, id: seen.id }],
    }),
    answer: ({ seen }) => view(seen),
    happens: [happening],
  });
}

function seeOne(reader: Pick<Ledger, 'find'>, { id }: { id: string }): Promise<Recorded<ParticipantRecord>> {
  return need(reader, keys.participant(id), 'PARTICIPANT_NOT_FOUND');
}

function relate(seen: ParticipantRecord, caller: Caller): readonly 'itself'[] {
  return seen.id === caller.participantId ? ['itself'] : [];
}

function view(record: Recorded<ParticipantRecord>): Static<typeof ParticipantView> {
  const { id, mspId, name, roles, keyHashes, state } = record;
  return { id, mspId, name, roles, keyHashes, state, ...shown(record) };
}
