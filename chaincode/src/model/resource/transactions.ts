import { Type } from '@sinclair/typebox';
import { Closed, Id, PageOf, Reason, Revision, pageInput, type Page } from '../forms';
import { hashJson } from '../hash';
import { readHistory } from '../history';
import { all, indexes, keys } from '../keys';
import { forbids, lacks, type Actor } from '../lifecycle';
import { readPage } from '../page';
import { Change, type Recorded } from '../record';
import { stale } from '../revision';
import { declareEvaluate, declareSubmit, type Situation } from '../transaction';
import { ResourceContent, ResourceView, resourceLife, type ResourceRecord, type ResourceState } from './records';
import { isResourceHidden, relateToResource, seeResource, viewResource } from './seen';

/** Begins the registration of a resource: a draft. */
export const CreateResource = declareSubmit<Recorded<ResourceRecord> | undefined>()({
  name: 'CreateResource',
  noun: 'resource',
  verb: 'create',
  summary: 'Begins the registration of a public data resource: a draft.',
  address: [],
  input: Closed({ id: Id('res'), content: ResourceContent }),
  output: ResourceView,
  see: (reader, { id }) => reader.find(keys.resource(id)),
  relate: () => [],
  checks: {
    NOT_PERMITTED: ({ is }) => lacks(resourceLife, 'create', is),
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen && (seen.holder === caller.participantId ? { contentHash: hashJson({ id: seen.id, content: seen.content }) } : {}),
  },
  effect: ({ command: { id, content }, caller }) => ({
    puts: [
      {
        key: keys.resource(id),
        action: 'create',
        value: { id, holder: caller.participantId, mspId: caller.mspId, content, state: 'DRAFT' as const },
      },
    ],
    indexes: [indexes.resourcesOf(caller.participantId, id)],
    happenings: [{ type: 'ResourceCreated', id }],
  }),
  answer: ({ seen }) => viewResource(seen as Recorded<ResourceRecord>),
  happens: ['ResourceCreated'],
});

interface Step {
  readonly name: string;
  readonly action: keyof typeof resourceLife;
  readonly to: ResourceState;
  readonly happening: string;
  readonly summary: string;
  /** What else it writes. */
  readonly changes?: (situation: Situation<Recorded<ResourceRecord>, object>) => Partial<ResourceRecord>;
}

/** A step of a resource’s life that takes nothing but the revision that was seen. */
function step({ name, action, to, happening, summary, changes = () => ({}) }: Step) {
  return declareSubmit<Recorded<ResourceRecord>>()({
    name,
    noun: 'resource',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('res'), revision: Revision, reason: Type.Optional(Reason) }),
    output: ResourceView,
    see: (reader, { id }) => seeResource(reader, id),
    relate: relateToResource,
    checks: checksOf(action),
    effect: (situation) => ({
      puts: [
        {
          key: keys.resource(situation.seen.id),
          action,
          reason: situation.command.reason,
          value: { ...situation.seen, ...changes(situation), state: to },
        },
      ],
      happenings: [{ type: happening, id: situation.seen.id }],
    }),
    answer: ({ seen }) => viewResource(seen),
    happens: [happening],
  });
}

/** Puts a resource before the authority, its content frozen by its hash. */
export const SubmitResource = step({
  name: 'SubmitResource',
  action: 'submit',
  to: 'SUBMITTED',
  happening: 'ResourceSubmitted',
  summary: 'Puts a resource before the authority, its content frozen by its hash.',
  changes: ({ seen }) => ({ contentHash: hashJson(seen.content) }),
});
/** Gives public notice of a resource. */
export const GiveResourceNotice = step({
  name: 'GiveResourceNotice',
  action: 'giveNotice',
  to: 'NOTICE',
  happening: 'ResourceNoticed',
  summary: 'Gives public notice of a resource.',
});
/** Refuses a resource. */
export const RejectResource = step({
  name: 'RejectResource',
  action: 'reject',
  to: 'REJECTED',
  happening: 'ResourceRejected',
  summary: 'Refuses a resource.',
});
/** Registers a resource, with a number. */
export const RegisterResource = step({
  name: 'RegisterResource',
  action: 'register',
  to: 'REGISTERED',
  happening: 'ResourceRegistered',
  summary: 'Registers a resource, with a number.',
  changes: ({ seen, at }) => ({ registrationNumber: `${at.slice(0, 4)}-${seen.id.slice(4, 16)}` }),
});
/** Cancels a registration: nothing is delivered of it any more. */
export const CancelResource = step({
  name: 'CancelResource',
  action: 'cancel',
  to: 'CANCELLED',
  happening: 'ResourceCancelled',
  summary: 'Cancels a registration: nothing is delivered of it any more.',
});

function rewriting(name: string, action: 'edit' | 'correct', to: ResourceState, happening: string) {
  return declareSubmit<Recorded<ResourceRecord>>()({
    name,
    noun: 'resource',
    verb: action,
    summary: action === 'edit' ? 'Changes a draft’s content.' : 'Corrects what is registered, as a new revision.',
    address: ['id'],
    input: Closed({ id: Id('res'), revision: Revision, content: ResourceContent, reason: Type.Optional(Reason) }),
    output: ResourceView,
    see: (reader, { id }) => seeResource(reader, id),
    relate: relateToResource,
    checks: checksOf(action),
    effect: ({ seen, command: { content, reason } }) => ({
      puts: [
        {
          key: keys.resource(seen.id),
          action,
          reason,
          value: { ...seen, content, ...(action === 'correct' && { contentHash: hashJson(content) }), state: to },
        },
      ],
      happenings: [{ type: happening, id: seen.id }],
    }),
    answer: ({ seen }) => viewResource(seen),
    happens: [happening],
  });
}

/** Changes a draft’s content. */
export const EditResource = rewriting('EditResource', 'edit', 'DRAFT', 'ResourceEdited');
/** Corrects what is registered, as a new revision. */
export const CorrectResource = rewriting('CorrectResource', 'correct', 'REGISTERED', 'ResourceCorrected');

const ById = Closed({ id: Id('res') });

/** One resource. */
export const GetResource = declareEvaluate<Recorded<ResourceRecord>>()({
  name: 'GetResource',
  noun: 'resource',
  verb: 'get',
  summary: 'One public data resource.',
  address: ['id'],
  input: ById,
  output: ResourceView,
  see: (ledger, { id }) => seeResource(ledger, id),
  relate: relateToResource,
  checks: { RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => viewResource(seen),
});

/** Every change of a resource, first to last. */
export const GetResourceHistory = declareEvaluate<Recorded<ResourceRecord> & { readonly changes: readonly Change[] }>()({
  name: 'GetResourceHistory',
  noun: 'resource',
  verb: 'history',
  summary: 'Every change of a resource, first to last.',
  address: ['id'],
  input: ById,
  output: Type.Array(Change),
  see: async (ledger, { id }) => ({ ...(await seeResource(ledger, id)), changes: await readHistory(ledger, [keys.resource(id)]) }),
  relate: relateToResource,
  checks: { RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

/** The resources that the caller may see: of one holder, or all. */
export const ListResources = declareEvaluate<Page<Recorded<ResourceRecord>>>()({
  name: 'ListResources',
  noun: 'resource',
  verb: 'list',
  summary: 'The resources that you may see: of one holder, or all.',
  address: [],
  input: Closed({ holder: Type.Optional(Id('ptc')), ...pageInput }),
  output: PageOf(ResourceView),
  see: (ledger, { holder, ...page }, { caller }) =>
    readPage(ledger, holder === undefined ? all('resource') : indexes.resourcesOf(holder), page, async (id) => {
      const resource = await seeResource(ledger, id);
      return isResourceHidden(resource, new Set<Actor>([...caller.roles, ...relateToResource(resource, caller)])) ? undefined : resource;
    }),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(viewResource) }),
});

/** What every step asks, in this order. */
function checksOf(action: keyof typeof resourceLife) {
  type Asked = Pick<Situation<Recorded<ResourceRecord>, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
  return {
    RESOURCE_NOT_FOUND: ({ seen, is }: Asked) => (isResourceHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: Asked) => lacks(resourceLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Asked) => stale(seen, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Asked) => forbids(resourceLife, action, seen.state, is),
  };
}
