import { Type } from '@sinclair/typebox';
import { Closed, Id, Reason, Revision } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { indexes, keys } from '../../kernel/keys';
import { lacks } from '../../kernel/lifecycle';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../../kernel/record';
import { need } from '../../kernel/reader';
import { noticeRunning } from '../../kernel/notice';
import { declareSubmit } from '../../kernel/transaction';
import { ResourceContent, ResourceView, resourceLife, type ResourceRecord } from './records';
import { relateToResource, seeResource, viewResource } from './seen';
import { checksOfAuthority, checksOfHolder, effectOf, rewriting, step } from './steps';

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
    events: [{ type: 'ResourceCreated', id }],
  }),
  answer: ({ seen }) => viewResource(seen as Recorded<ResourceRecord>),
  emits: ['ResourceCreated'],
});

/** Changes a draft’s content. */
export const EditResource = rewriting({
  name: 'EditResource',
  action: 'edit',
  event: 'ResourceEdited',
  summary: 'Changes a draft’s content.',
  checks: checksOfHolder,
  becomes: ({ seen, command: { content } }) => ({ ...seen, content }),
});
/** Puts a resource before the authority, its content frozen by its hash. */
export const SubmitResource = step({
  name: 'SubmitResource',
  action: 'submit',
  event: 'ResourceSubmitted',
  summary: 'Puts a resource before the authority, its content frozen by its hash.',
  checks: checksOfHolder,
  becomes: ({ seen }) => ({ ...seen, contentHash: hashJson(seen.content), state: 'SUBMITTED' }),
});
/** Gives public notice of a resource. */
export const GiveResourceNotice = step({
  name: 'GiveResourceNotice',
  action: 'giveNotice',
  event: 'ResourceNoticed',
  summary: 'Gives public notice of a resource.',
  checks: checksOfAuthority,
  becomes: ({ seen, at }) => ({ ...seen, noticedAt: at, state: 'NOTICE' }),
});
/** Refuses a resource. */
export const RejectResource = step({
  name: 'RejectResource',
  action: 'reject',
  event: 'ResourceRejected',
  summary: 'Refuses a resource.',
  checks: checksOfAuthority,
  becomes: ({ seen }) => ({ ...seen, state: 'REJECTED' }),
});
/** What the transaction reads. */
export type SeenAtNotice = Recorded<ResourceRecord> & { readonly exchange: Recorded<Exchange> };

/** Registers a resource when its notice has run, with a number. */
export const RegisterResource = declareSubmit<SeenAtNotice>()({
  name: 'RegisterResource',
  noun: 'resource',
  verb: 'register',
  summary: 'Registers a resource when its notice has run, with a number.',
  address: ['id'],
  input: Closed({ id: Id('res'), revision: Revision, reason: Type.Optional(Reason) }),
  output: ResourceView,
  see: async (reader, { id }) => ({
    ...(await seeResource(reader, id)),
    exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
  }),
  relate: relateToResource,
  checks: {
    ...checksOfAuthority('register'),
    NOTICE_RUNNING: ({ seen, at }) => noticeRunning(seen.noticedAt ?? seen.change.at, seen.exchange.parameters, at),
  },
  effect: ({ seen: { exchange: _, ...resource }, command: { reason }, at }) => {
    const registrationNumber = numberOf(resource.id, at);
    return effectOf('register', 'ResourceRegistered', { ...resource, state: 'REGISTERED', registrationNumber }, reason);
  },
  answer: ({ seen }) => viewResource(seen),
  emits: ['ResourceRegistered'],
});
/** Cancels a registration: nothing is delivered of it any more. */
export const CancelResource = step({
  name: 'CancelResource',
  action: 'cancel',
  event: 'ResourceCancelled',
  summary: 'Cancels a registration: nothing is delivered of it any more.',
  checks: checksOfAuthority,
  becomes: ({ seen }) => ({ ...seen, state: 'CANCELLED' }),
});
