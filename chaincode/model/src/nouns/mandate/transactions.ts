import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, PageOf, Reason, Revision, pageInput, type Page } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { readPage } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { declareEvaluate, declareSubmit } from '../../kernel/transaction';
import type { ParticipantRecord } from '../participant/records';
import type { ResourceRecord } from '../resource/records';
import { MandateTerms, MandateView, mandateLife, mandateState, type MandateRecord } from './records';

/** What the transaction reads. */
export interface SeenForGrant {
  readonly made: Recorded<MandateRecord> | undefined;
  readonly resources: readonly (Recorded<ResourceRecord> | undefined)[];
  readonly grantee: Recorded<ParticipantRecord> | undefined;
}

/** Lets a participant operate registered resources: only the authority does, and what is granted cannot be granted on. */
export const GrantMandate = declareSubmit<SeenForGrant>()({
  name: 'GrantMandate',
  noun: 'mandate',
  verb: 'grant',
  summary: 'Lets a participant operate registered resources, for named scenarios, in a window, under a ceiling of charges.',
  address: [],
  input: Closed({ id: Id('man'), ...MandateTerms.properties }),
  output: MandateView,
  see: async (reader, { id, resources, grantee }) => ({
    made: await reader.find(keys.mandate(id)),
    resources: await findAll(reader, resources),
    grantee: await reader.find(keys.participant(grantee)),
  }),
  relate: () => [],
  checks: {
    NOT_PERMITTED: ({ is }) => lacks(mandateLife, 'grant', is),
    ALREADY_EXISTS: ({ seen }) => seen.made && { contentHash: hashJson(termsOf(seen.made)) },
    SELF_DEALING: ({ command, caller }) => (command.grantee === caller.participantId ? {} : undefined),
    PARTICIPANT_NOT_ACTIVE: ({ seen }) => (seen.grantee?.state === 'ACTIVE' ? undefined : { state: seen.grantee?.state ?? 'NONE' }),
    RESOURCE_NOT_REGISTERED: ({ seen, command }) => unregistered(seen, command.resources),
    TERMS_NOT_PERMITTED: ({ command, at }): Details | undefined =>
      command.until <= command.from || command.until <= at ? { because: { reason: 'the window is empty or past' } } : undefined,
  },
  effect: ({ command, caller }) => ({
    puts: [
      { key: keys.mandate(command.id), action: 'grant', value: { ...command, grantedBy: caller.participantId, state: 'GRANTED' as const } },
    ],
    indexes: [indexes.mandatesOf(command.grantee, command.id)],
    events: [{ type: 'MandateGranted', id: command.id }],
  }),
  answer: ({ seen, at }) => view(seen.made as Recorded<MandateRecord>, at),
  emits: ['MandateGranted'],
});

function judgement(action: 'suspend' | 'resume' | 'revoke', to: MandateRecord['state'], name: string, summary: string) {
  const event = { suspend: 'MandateSuspended', resume: 'MandateResumed', revoke: 'MandateRevoked' }[action];
  return declareSubmit<Recorded<MandateRecord>>()({
    name,
    noun: 'mandate',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('man'), revision: Revision, reason: Type.Optional(Reason) }),
    output: MandateView,
    see: (reader, { id }) => seeMandate(reader, id),
    relate: () => [],
    checks: {
      MANDATE_NOT_FOUND: () => undefined,
      NOT_PERMITTED: ({ is }) => lacks(mandateLife, action, is),
      SELF_DEALING: ({ seen, caller }) => (seen.grantee === caller.participantId ? {} : undefined),
      REVISION_CONFLICT: ({ seen, command }) => stale(seen, command.revision),
      ACTION_NOT_ALLOWED: ({ seen, is, at }) => forbids(mandateLife, action, mandateState(seen, at), is),
    },
    effect: ({ seen, command: { reason } }) => ({
      puts: [{ key: keys.mandate(seen.id), action, reason, value: { ...seen, state: to } }],
      events: [{ type: event, id: seen.id }],
    }),
    answer: ({ seen, at }) => view(seen, at),
    emits: [event],
  });
}

/** Suspends a mandate. */
export const SuspendMandate = judgement('suspend', 'SUSPENDED', 'SuspendMandate', 'Suspends a mandate.');
/** Ends a mandate’s suspension. */
export const ResumeMandate = judgement('resume', 'GRANTED', 'ResumeMandate', 'Ends a mandate’s suspension.');
/** Takes a mandate back, for good. */
export const RevokeMandate = judgement('revoke', 'REVOKED', 'RevokeMandate', 'Takes a mandate back, for good.');

const ById = Closed({ id: Id('man') });

/** One mandate. */
export const GetMandate = declareEvaluate<Recorded<MandateRecord>>()({
  name: 'GetMandate',
  noun: 'mandate',
  verb: 'get',
  summary: 'One mandate.',
  address: ['id'],
  input: ById,
  output: MandateView,
  see: (ledger, { id }) => seeMandate(ledger, id),
  relate: () => [],
  checks: { MANDATE_NOT_FOUND: () => undefined },
  answer: ({ seen, at }) => view(seen, at),
});

/** Every change of a mandate, first to last. */
export const GetMandateHistory = declareEvaluate<History>()({
  name: 'GetMandateHistory',
  noun: 'mandate',
  verb: 'history',
  summary: 'Every change of a mandate, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }) => {
    await seeMandate(ledger, id);
    return readHistory(ledger, [keys.mandate(id)]);
  },
  relate: () => [],
  checks: { MANDATE_NOT_FOUND: () => undefined },
  answer: ({ seen }) => [...seen],
});

/** The mandates, of one grantee or all: what the authority lets whom do is public. */
export const ListMandates = declareEvaluate<Page<Recorded<MandateRecord>>>()({
  name: 'ListMandates',
  noun: 'mandate',
  verb: 'list',
  summary: 'The mandates, of one grantee or all.',
  address: [],
  input: Closed({ grantee: Type.Optional(Id('ptc')), ...pageInput }),
  output: PageOf(MandateView),
  see: (ledger, { grantee, ...page }) =>
    readPage(ledger, grantee === undefined ? all('mandate') : indexes.mandatesOf(grantee), page, (id) => ledger.find(keys.mandate(id))),
  relate: () => [],
  checks: {},
  answer: ({ seen, at }) => ({ ...seen, items: seen.items.map((each) => view(each, at)) }),
});

/** Reads a mandate. @throws MANDATE_NOT_FOUND */
export function seeMandate(reader: Reader, id: string): Promise<Recorded<MandateRecord>> {
  return need(reader, keys.mandate(id), 'MANDATE_NOT_FOUND');
}

async function findAll(reader: Reader, ids: readonly string[]): Promise<SeenForGrant['resources']> {
  const found: (Recorded<ResourceRecord> | undefined)[] = [];
  for (const id of ids) found.push(await reader.find(keys.resource(id)));
  return found;
}

function unregistered({ resources }: SeenForGrant, ids: readonly string[]): Details | undefined {
  const missing = ids.filter((_, index) => resources[index]?.state !== 'REGISTERED');
  return missing.length > 0 ? { resources: missing } : undefined;
}

/** What was asked for when it was granted. */
function termsOf({ id, grantee, resources, scenarios, from, until, ceiling }: MandateRecord): object {
  return { id, grantee, resources, scenarios, from, until, ceiling };
}

function view(record: Recorded<MandateRecord>, at: string): Static<typeof MandateView> {
  const { id, grantee, resources, scenarios, from, until, ceiling, grantedBy } = record;
  return {
    id,
    grantee,
    resources,
    scenarios,
    from,
    until,
    grantedBy,
    state: mandateState(record, at),
    ...(ceiling && { ceiling }),
    ...shown(record),
  };
}
