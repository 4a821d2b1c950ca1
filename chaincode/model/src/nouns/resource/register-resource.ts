import { declareSubmit } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { checkPermitted } from '../../kernel/lifecycle';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { exchangeKeys } from '../exchange/keys';
import { endWait } from '../exchange/period';
import type { Exchange } from '../exchange/records';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { resourceIndexes, resourceKeys } from './keys';
import { ResourceContent, ResourceView, resourceLifecycle, type ResourceRecord } from './records';
import { checkNotHolder, resource, viewResource, type ResourceFacts } from './resource';
import { resourceWaits } from './waits';

/** Facts that the creation of a resource reads. */
export interface ResourceCreation extends WithQuota {
  readonly existing: Recorded<ResourceRecord> | undefined;
  readonly exchange: Recorded<Exchange> | undefined;
}

export const CreateResource = declareSubmit<ResourceCreation>()({
  name: 'CreateResource',
  begins: true,
  noun: 'resource',
  verb: 'create',
  summary: 'Creates the draft of a public data resource.',
  address: [],
  input: Closed({ id: Id('res'), content: ResourceContent }),
  output: ResourceView,
  read: async (reader, { id }, context) => ({
    existing: await reader.find(resourceKeys.resource(id)),
    exchange: await reader.find(exchangeKeys.exchange()),
    quota: await readQuota(reader, 'draft', context),
  }),
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(resourceLifecycle, 'create', actors),
    ALREADY_EXISTS: ({ facts: { existing }, caller }) =>
      existing &&
      (existing.holder === caller.participantId ? { contentHash: hashJson({ id: existing.id, content: existing.content }) } : {}),
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: ({ facts, command: { id, content }, caller, caller: { participantId: holder, mspId } }) => ({
    puts: [
      { key: resourceKeys.resource(id), action: 'create', value: { id, holder, mspId, content, state: 'DRAFT' as const } },
      ...putQuota({ facts, caller }),
    ],
    indexes: [resourceIndexes.resourcesOf(holder, id)],
    events: [{ type: 'ResourceCreated', id }],
  }),
  answer: ({ facts: { existing, exchange }, at }) =>
    viewResource({ resource: expectWritten(existing), exchange: expectWritten(exchange) }, at),
  emits: ['ResourceCreated'],
});

export const EditResource = declareTransition(resource, {
  name: 'EditResource',
  action: 'edit',
  summary: 'Changes the content of a draft.',
  event: 'ResourceEdited',
  input: { ...optionalReason, content: ResourceContent },
  head: ({ facts, command: { content } }) => ({ ...facts.resource, content }),
});

export const SubmitResource = declareTransition(resource, {
  name: 'SubmitResource',
  begins: true,
  action: 'submit',
  summary: 'Submits a draft to the authority and freezes its content by its hash.',
  event: 'ResourceSubmitted',
  input: optionalReason,
  head: ({ facts }) => ({ ...facts.resource, contentHash: hashJson(facts.resource.content) }),
});

export const GiveResourceNotice = declareTransition(resource, {
  name: 'GiveResourceNotice',
  action: 'giveNotice',
  summary: 'Gives public notice of a resource, as the authority.',
  event: 'ResourceNoticed',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
  head: ({ facts, at }) => ({ ...facts.resource, noticedAt: at }),
});

export const RejectResource = declareTransition(resource, {
  name: 'RejectResource',
  action: 'reject',
  summary: 'Rejects a resource for good, as the authority.',
  event: 'ResourceRejected',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
});

export const RegisterResource = declareTransition(resource, {
  name: 'RegisterResource',
  action: 'register',
  summary: 'Registers a resource when its notice is over, and gives it a number.',
  event: 'ResourceRegistered',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
  checks: {
    NOTICE_RUNNING: ({ facts, at }) => checkNoticeOver(facts, at),
  },
  head: ({ facts: { resource: record }, at }) => ({ ...record, registrationNumber: numberOf(record.id, at) }),
});

/** Fails if the notice is not over: its period is the one that was in force when it was given. */
function checkNoticeOver({ resource: record, exchange }: ResourceFacts, at: string): Details | undefined {
  const until = endWait(exchange, resourceWaits.NOTICE, record.change.at);
  return at < until ? { until } : undefined;
}

export const CancelResource = declareTransition(resource, {
  name: 'CancelResource',
  action: 'cancel',
  summary: 'Cancels a registration: its data can no longer be delivered.',
  event: 'ResourceCancelled',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
});
