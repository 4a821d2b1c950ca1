import { Type, type Static } from '@sinclair/typebox';
import type { Details, ErrorCode } from '../error-table';
import { Closed, Id, LanguageMap, MspId, PageOf, Reason, Revision, pageInput, type Page } from '../forms';
import { Hash, hashJson } from '../hash';
import { keys, indexes, all } from '../keys';
import { forbids, lacks, type Actor, type Role } from '../lifecycle';
import { shown, type Recorded } from '../record';
import { need, type Ledger, type Reader } from '../reader';
import { declareEvaluate, declareSubmit, type Caller, type Checks } from '../transaction';
import { stale } from '../revision';
import { History, readHistory } from '../history';
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
    ALREADY_EXISTS: ({ seen, command, caller }) => seen.participant && registeredBefore(seen.participant, command, caller),
    INPUT_INVALID: ({ command }) => auditsAndMore(command),
    ROLE_NOT_ALLOWED: ({ seen, command }) => beyond(seen.organisation, command.roles),
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
  also: {
    INPUT_INVALID: ({ seen }) => auditsAndMore(seen.participant),
    // Its organisation may have lost a role since it applied.
    ROLE_NOT_ALLOWED: ({ seen: { participant, organisation } }) => beyond(organisation, participant.roles),
  },
});
/** Stops a participant from doing anything. */
export const SuspendParticipant = judgement({
  name: 'SuspendParticipant',
  action: 'suspend',
  to: 'SUSPENDED',
  happening: 'ParticipantSuspended',
  summary: 'Stops a participant from doing anything.',
  also: {},
});
/** Lets a suspended participant act again. */
export const ReinstateParticipant = judgement({
  name: 'ReinstateParticipant',
  action: 'reinstate',
  to: 'ACTIVE',
  happening: 'ParticipantReinstated',
  summary: 'Lets a suspended participant act again.',
  also: {},
});
/** Ends a participation for good. */
export const WithdrawParticipant = judgement({
  name: 'WithdrawParticipant',
  action: 'withdraw',
  own: 'leave',
  to: 'WITHDRAWN',
  happening: 'ParticipantWithdrawn',
  summary: 'Ends a participation for good: its own, while it is ACTIVE, or another’s as the operator.',
  also: {},
});

/** Pins other certificates than before, or none; called with one that is accepted until then. */
export const PinKeys = declareSubmit<Recorded<ParticipantRecord>>()({
  name: 'PinKeys',
  noun: 'participant',
  verb: 'pin',
  summary: 'Says by which certificates alone you are known from now on, in place of those before; by none: by each that your CA issues.',
  address: ['id'],
  input: Closed({ id: Id('ptc'), revision: Revision, keyHashes: Participant.properties.keyHashes }),
  output: ParticipantView,
  see: seeOne,
  relate,
  checks: {
    NOT_PERMITTED: ({ is }) => lacks(participantLife, 'pin', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(participantLife, 'pin', seen.state, is),
  },
  effect: ({ seen, command: { id, keyHashes } }) => ({
    puts: [{ key: keys.participant(id), action: 'pin', value: { ...seen, keyHashes } }],
    happenings: [{ type: 'ParticipantKeysPinned', id }],
  }),
  answer: ({ seen }) => view(seen),
  happens: ['ParticipantKeysPinned'],
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
export const GetParticipantHistory = declareEvaluate<History>()({
  name: 'GetParticipantHistory',
  noun: 'participant',
  verb: 'history',
  summary: 'Every change of a participant, first to last.',
  address: ['id'],
  input: ById,
  output: History,
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

/** What the transactions read. */
export interface SeenParticipant {
  readonly participant: Recorded<ParticipantRecord>;
  readonly organisation: Recorded<OrganisationRecord> | undefined;
}

interface Judgement<C extends ErrorCode> {
  readonly name: string;
  readonly action: keyof typeof participantLife;
  /** What the participant may do of it itself. */
  readonly own?: keyof typeof participantLife;
  readonly to: ParticipantState;
  readonly happening: string;
  readonly summary: string;
  readonly also: Checks<SeenParticipant, object, C>;
}

function judgement<C extends ErrorCode>({ name, action, own = action, to, happening, summary, also }: Judgement<C>) {
  const stepOf = (is: ReadonlySet<Actor>) => (is.has('operator') ? action : own);
  return declareSubmit<SeenParticipant>()({
    name,
    noun: 'participant',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('ptc'), revision: Revision, reason: Type.Optional(Reason) }),
    output: ParticipantView,
    see: seeWithOrganisation,
    relate: ({ participant }, caller) => relate(participant, caller),
    checks: {
      NOT_PERMITTED: ({ is }) => lacks(participantLife, stepOf(is), is),
      REVISION_CONFLICT: ({ seen, command }) => stale(seen.participant, command.revision),
      ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(participantLife, stepOf(is), seen.participant.state, is),
      // No operator judges itself: the last one would lock the exchange.
      SELF_DEALING: ({ is }) => (is.has('operator') && is.has('itself') ? {} : undefined),
      ...also,
    },
    effect: ({ seen: { participant }, command: { reason }, is }) => ({
      puts: [{ key: keys.participant(participant.id), action: stepOf(is), reason, value: { ...participant, state: to } }],
      happenings: [{ type: happening, id: participant.id }],
    }),
    answer: ({ seen }) => view(seen.participant),
    happens: [happening],
  });
}

function seeOne(reader: Pick<Ledger, 'find'>, { id }: { id: string }): Promise<Recorded<ParticipantRecord>> {
  return need(reader, keys.participant(id), 'PARTICIPANT_NOT_FOUND');
}

async function seeWithOrganisation(reader: Reader, { id }: { id: string }): Promise<SeenParticipant> {
  const participant = await seeOne(reader, { id });
  return { participant, organisation: await reader.find(keys.organisation(participant.mspId)) };
}

/** An organisation may hold some roles: the details of a refusal where others are asked for. */
function beyond(organisation: OrganisationRecord | undefined, asked: readonly Role[]): Details | undefined {
  const allowed = organisation?.roles ?? [];
  return asked.every((role) => allowed.includes(role)) ? undefined : { allowed };
}

/** Who audits reads all and writes nothing, so it can be nothing else besides. */
function auditsAndMore({ roles }: Pick<ParticipantRecord, 'roles'>): Details | undefined {
  if (!roles.includes('auditor') || roles.length === 1) return undefined;
  return { errors: [{ path: '/roles', reason: 'auditor combines with no other role' }] };
}

/** Who applied before may not read yet what it made, so its retry is told. Another organisation’s certificate of the same id is told nothing. */
function registeredBefore(made: Recorded<ParticipantRecord>, command: { readonly keyHashes?: readonly Hash[] }, caller: Caller): Details {
  if (made.mspId !== caller.mspId) return {};
  const { id, name, roles, state } = made;
  // None and an empty list are the same request: it is hashed as it was sent.
  const keyHashes = made.keyHashes.length > 0 ? made.keyHashes : command.keyHashes && [];
  return { state, contentHash: hashJson({ id, name, roles, keyHashes }), object: view(made) };
}

function relate(seen: ParticipantRecord, caller: Caller): readonly 'itself'[] {
  return seen.id === caller.participantId ? ['itself'] : [];
}

function view(record: Recorded<ParticipantRecord>): Static<typeof ParticipantView> {
  const { id, mspId, name, roles, keyHashes, state } = record;
  return { id, mspId, name, roles, keyHashes, state, ...shown(record) };
}
