import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, PageOf, Reason, Revision, Text, pageInput, type Page } from '../../kernel/forms';
import { keys, resourceObjectionsTo } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { noPage, readPage } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import type { Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { actorsOf, declareEvaluate, declareSubmit } from '../../kernel/transaction';
import { ResourceObjectionView, ResourceView, resourceLife, type ResourceObjectionRecord, type ResourceRecord } from './records';
import { isResourceHidden, judgesItsOwn, relateToResource, seeResource, viewResource } from './seen';
import { effectOf } from './steps';

/** What the transactions read. */
export interface SeenWithObjection {
  readonly resource: Recorded<ResourceRecord>;
  readonly objection: Recorded<ResourceObjectionRecord> | undefined;
}

async function seeWithObjection(reader: Reader, id: string, objector: string): Promise<SeenWithObjection> {
  return { resource: await seeResource(reader, id), objection: await reader.find(keys.resourceObjection(id, objector)) };
}

/** Objects to a resource under notice. Anyone may, once each; it is a record, and changes no state. */
export const ObjectToResource = declareSubmit<SeenWithObjection>()({
  name: 'ObjectToResource',
  noun: 'resource',
  verb: 'object',
  summary: 'Objects to a resource under notice: anyone may, once each.',
  address: ['id'],
  input: Closed({ id: Id('res'), text: Text(4_000) }),
  output: ResourceObjectionView,
  see: (reader, { id }, { caller }) => seeWithObjection(reader, id, caller.participantId),
  relate: ({ resource }, caller) => relateToResource(resource, caller),
  checks: {
    RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen.resource, is) ? {} : undefined),
    SELF_DEALING: ({ is }) => judgesItsOwn(is),
    NOT_PERMITTED: ({ is }) => lacks(resourceLife, 'object', is),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(resourceLife, 'object', seen.resource.state, is),
    ALREADY_EXISTS: ({ seen }) => (seen.objection ? {} : undefined),
  },
  effect: ({ command: { id, text }, caller: { participantId: objector } }) => ({
    puts: [{ key: keys.resourceObjection(id, objector), action: 'object', value: { id, objector, text, state: 'RAISED' as const } }],
    events: [{ type: 'ResourceObjected', id }],
  }),
  answer: ({ seen }) => viewObjection(seen.objection as Recorded<ResourceObjectionRecord>),
  emits: ['ResourceObjected'],
});

/** Takes a resource back from notice, for an objection that is right. */
export const UpholdResourceObjection = declareSubmit<SeenWithObjection>()({
  name: 'UpholdResourceObjection',
  noun: 'resource',
  verb: 'upholdObjection',
  summary: 'Takes a resource back from notice, for an objection that is right.',
  address: ['id'],
  input: Closed({ id: Id('res'), revision: Revision, objector: Id('ptc'), reason: Type.Optional(Reason) }),
  output: ResourceView,
  see: (reader, { id, objector }) => seeWithObjection(reader, id, objector),
  relate: ({ resource }, caller) => relateToResource(resource, caller),
  checks: {
    RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen.resource, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(resourceLife, 'upholdObjection', is),
    OBJECTION_NOT_FOUND: ({ seen }) => (seen.objection ? undefined : {}),
    SELF_DEALING: ({ is, command, caller }) => judgesItsOwn(is) ?? (command.objector === caller.participantId ? {} : undefined),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.resource, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(resourceLife, 'upholdObjection', seen.resource.state, is),
  },
  effect: ({ seen: { resource }, command: { reason } }) =>
    effectOf('upholdObjection', 'ResourceObjectionUpheld', { ...resource, state: 'SUBMITTED' }, reason),
  answer: ({ seen }) => viewResource(seen.resource),
  emits: ['ResourceObjectionUpheld'],
});

/** What was objected to a resource. */
export const ListResourceObjections = declareEvaluate<{
  readonly resource: Recorded<ResourceRecord>;
  readonly objections: Page<Recorded<ResourceObjectionRecord>>;
}>()({
  name: 'ListResourceObjections',
  noun: 'resource',
  verb: 'objections',
  summary: 'What was objected to a resource.',
  address: ['id'],
  input: Closed({ id: Id('res'), ...pageInput }),
  output: PageOf(ResourceObjectionView),
  see: async (ledger, { id, ...at }, { caller }) => {
    const resource = await seeResource(ledger, id);
    const read = (objector: string) => ledger.find(keys.resourceObjection(id, objector));
    const isHidden = isResourceHidden(resource, actorsOf(caller, relateToResource(resource, caller)));
    return { resource, objections: isHidden ? noPage : await readPage(ledger, resourceObjectionsTo(id), at, read) };
  },
  relate: ({ resource }, caller) => relateToResource(resource, caller),
  checks: { RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen.resource, is) ? {} : undefined) },
  answer: ({ seen: { objections } }) => ({ ...objections, items: objections.items.map(viewObjection) }),
});

function viewObjection(record: Recorded<ResourceObjectionRecord>): Static<typeof ResourceObjectionView> {
  const { id, objector, text } = record;
  return { id, objector, text, ...shown(record) };
}
