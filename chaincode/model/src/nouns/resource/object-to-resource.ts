import type { Static } from '@sinclair/typebox';
import { declareEvaluate, declareSubmit, isCaller } from '../../kernel/declare';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { checkVisible, isHiddenFrom } from '../../kernel/noun';
import { emptyPage, readPage } from '../../kernel/page';
import { expectWritten, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { TextHash } from '../../kernel/text';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { listResourceObjectionKeys, resourceKeys } from './keys';
import { ResourceObjectionView, resourceLifecycle, type ResourceObjectionRecord } from './records';
import { checkNotHolder, readResource, relateToResource, resource, type ResourceFacts } from './resource';

/** A resource with one participant's objection to it. */
export interface ResourceWithObjection extends ResourceFacts {
  readonly objection: Recorded<ResourceObjectionRecord> | undefined;
}

/** Objects to a resource under notice. It changes no state. */
export const ObjectToResource = declareSubmit<ResourceWithObjection & WithQuota>()({
  name: 'ObjectToResource',
  begins: true,
  noun: 'resource',
  verb: 'object',
  summary: 'Objects to a resource under notice. Each participant can object once.',
  address: ['id'],
  input: Closed({ id: Id('res'), text: TextHash }),
  output: ResourceObjectionView,
  readErrors: ['RESOURCE_NOT_FOUND'],
  read: async (reader, { id }, context) => ({
    ...(await readWithObjection(reader, id, context.caller.participantId)),
    quota: await readQuota(reader, 'objection', context),
  }),
  relate: (facts, caller) => relateToResource(facts.resource, caller),
  checks: {
    ...checkVisible(resource),
    SELF_DEALING: ({ actors }) => checkNotHolder(actors),
    NOT_PERMITTED: ({ actors }) => checkPermitted(resourceLifecycle, 'object', actors),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkAllowed(resourceLifecycle, 'object', facts.resource.state, actors),
    ALREADY_EXISTS: ({ facts }) => (facts.objection ? {} : undefined),
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: ({ facts, command: { id, text }, caller, caller: { participantId: objector } }) => ({
    puts: [
      { key: resourceKeys.resourceObjection(id, objector), action: 'object', value: { id, objector, text, state: 'RAISED' as const } },
      ...putQuota({ facts, caller }),
    ],
    events: [{ type: 'ResourceObjected', id }],
  }),
  answer: ({ facts }) => viewObjection(expectWritten(facts.objection)),
  emits: ['ResourceObjected'],
});

export const UpholdResourceObjection = declareTransition(resource, {
  name: 'UpholdResourceObjection',
  action: 'upholdObjection',
  summary: 'Upholds an objection to a resource under notice, as the authority: it goes back to SUBMITTED.',
  event: 'ResourceObjectionUpheld',
  input: { objector: Id('ptc'), ...optionalReason },
  read: (reader, { id, objector }) => readWithObjection(reader, id, objector),
  guard: ({ actors, command, caller }) => checkNotHolder(actors) ?? (isCaller(caller, command.objector) ? {} : undefined),
  checks: { OBJECTION_NOT_FOUND: ({ facts }) => (facts.objection ? undefined : {}) },
});

/** A resource with a page of the objections to it. */
export interface ResourceObjections extends ResourceFacts {
  readonly objections: Page<Recorded<ResourceObjectionRecord>>;
}

export const ListResourceObjections = declareEvaluate<ResourceObjections>()({
  name: 'ListResourceObjections',
  noun: 'resource',
  verb: 'objections',
  summary: 'Lists the objections to a resource.',
  address: ['id'],
  input: Closed({ id: Id('res'), ...pageInput }),
  output: PageOf(ResourceObjectionView),
  readErrors: ['RESOURCE_NOT_FOUND', 'CURSOR_INVALID'],
  read: async (ledger, { id, ...page }, { caller }) => {
    const facts = await readResource(ledger, { id });
    const find = (objector: string) => ledger.find(resourceKeys.resourceObjection(id, objector));
    const isHidden = isHiddenFrom(resource, facts, caller);
    return { ...facts, objections: isHidden ? emptyPage : await readPage(ledger, listResourceObjectionKeys(id), page, find) };
  },
  relate: (facts, caller) => relateToResource(facts.resource, caller),
  checks: checkVisible<ResourceFacts>(resource),
  answer: ({ facts: { objections } }) => ({ ...objections, items: objections.items.map(viewObjection) }),
});

async function readWithObjection(reader: Reader, id: string, objector: string): Promise<ResourceWithObjection> {
  return { ...(await readResource(reader, { id })), objection: await reader.find(resourceKeys.resourceObjection(id, objector)) };
}

function viewObjection(record: Recorded<ResourceObjectionRecord>): Static<typeof ResourceObjectionView> {
  const { id, objector, text } = record;
  return { id, objector, text, ...showChange(record) };
}
