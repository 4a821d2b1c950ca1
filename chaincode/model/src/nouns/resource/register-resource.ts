import { declareSubmit } from '../../kernel/declare';
import { Closed, Id } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { checkPermitted } from '../../kernel/lifecycle';
import { checkNoticeOver } from '../../kernel/notice';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { optionalReason, declareTransition } from '../../kernel/transition';
import type { Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { resourceIndexes, resourceKeys } from './keys';
import { ResourceContent, ResourceView, resourceLifecycle, type ResourceRecord } from './records';
import { checkNotHolder, readResource, resource, viewResource } from './resource';

/** Facts that the creation of a resource reads. */
export interface ResourceCreation extends WithQuota {
  readonly existing: Recorded<ResourceRecord> | undefined;
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
  answer: ({ facts }) => viewResource(expectWritten(facts.existing)),
  emits: ['ResourceCreated'],
});

export const EditResource = declareTransition(resource, {
  name: 'EditResource',
  action: 'edit',
  summary: 'Changes the content of a draft.',
  event: 'ResourceEdited',
  input: { ...optionalReason, content: ResourceContent },
  head: ({ facts, command: { content } }) => ({ ...facts, content }),
});

export const SubmitResource = declareTransition(resource, {
  name: 'SubmitResource',
  begins: true,
  action: 'submit',
  summary: 'Submits a draft to the authority and freezes its content by its hash.',
  event: 'ResourceSubmitted',
  input: optionalReason,
  head: ({ facts }) => ({ ...facts, contentHash: hashJson(facts.content) }),
});

export const GiveResourceNotice = declareTransition(resource, {
  name: 'GiveResourceNotice',
  action: 'giveNotice',
  summary: 'Gives public notice of a resource, as the authority.',
  event: 'ResourceNoticed',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
  head: ({ facts, at }) => ({ ...facts, noticedAt: at }),
});

export const RejectResource = declareTransition(resource, {
  name: 'RejectResource',
  action: 'reject',
  summary: 'Rejects a resource for good, as the authority.',
  event: 'ResourceRejected',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
});

/** A resource with the parameters of the exchange. */
export type ResourceAtNotice = Recorded<ResourceRecord> & { readonly exchange: Recorded<Exchange> };

export const RegisterResource = declareTransition(resource, {
  name: 'RegisterResource',
  action: 'register',
  summary: 'Registers a resource when its notice is over, and gives it a number.',
  event: 'ResourceRegistered',
  input: optionalReason,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id }): Promise<ResourceAtNotice> => ({
    ...(await readResource(reader, { id })),
    exchange: await readExchange(reader),
  }),
  guard: ({ actors }) => checkNotHolder(actors),
  checks: {
    NOTICE_RUNNING: ({ facts, at }) => checkNoticeOver(facts.noticedAt ?? facts.change.at, facts.exchange.parameters.noticePeriodHours, at),
  },
  head: ({ facts: { exchange: _, ...record }, at }) => ({ ...record, registrationNumber: numberOf(record.id, at) }),
});

export const CancelResource = declareTransition(resource, {
  name: 'CancelResource',
  action: 'cancel',
  summary: 'Cancels a registration: its data can no longer be delivered.',
  event: 'ResourceCancelled',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
});
