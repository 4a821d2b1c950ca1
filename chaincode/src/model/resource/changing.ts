import { Type } from '@sinclair/typebox';
import type { Details } from '../error-table';
import { Closed, Id, Reason, Revision } from '../forms';
import { hashJson } from '../hash';
import type { Recorded } from '../record';
import { declareSubmit } from '../transaction';
import { ResourceContent, ResourceView, type ResourceRecord } from './records';
import { relateToResource, seeResource, viewResource } from './seen';
import { checksOf, putOf } from './steps';

/** The holder says how what is registered has changed. It holds when the authority has accepted it. */
export const ChangeResource = declareSubmit<Recorded<ResourceRecord>>()({
  name: 'ChangeResource',
  noun: 'resource',
  verb: 'change',
  summary: 'The holder says how what is registered has changed; it holds when the authority has accepted it.',
  address: ['id'],
  input: Closed({ id: Id('res'), revision: Revision, content: ResourceContent, reason: Type.Optional(Reason) }),
  output: ResourceView,
  see: (reader, { id }) => seeResource(reader, id),
  relate: relateToResource,
  checks: checksOf('change'),
  effect: ({ seen, command: { content, reason } }) => ({
    puts: [putOf(seen, 'change', { proposed: content }, reason)],
    happenings: [{ type: 'ResourceChangeProposed', id: seen.id }],
  }),
  answer: ({ seen }) => viewResource(seen),
  happens: ['ResourceChangeProposed'],
});

/** The authority’s word on a change. */
function answer(name: string, action: 'acceptChange' | 'declineChange', happening: string, summary: string) {
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
    checks: { ...checksOf(action), PROPOSAL_NOT_FOUND: ({ seen }): Details | undefined => (seen.proposed ? undefined : {}) },
    effect: ({ seen: { proposed, ...resource }, command: { reason } }) => ({
      puts: [
        putOf(
          resource,
          action,
          action === 'acceptChange' && proposed ? { content: proposed, contentHash: hashJson(proposed) } : {},
          reason,
        ),
      ],
      happenings: [{ type: happening, id: resource.id }],
    }),
    answer: ({ seen }) => viewResource(seen),
    happens: [happening],
  });
}

/** Accepts a change: what is registered is now what the holder says. */
export const AcceptResourceChange = answer(
  'AcceptResourceChange',
  'acceptChange',
  'ResourceChanged',
  'The authority accepts a change: what is registered is now what the holder says.',
);
/** Declines a change: what is registered stays. */
export const DeclineResourceChange = answer(
  'DeclineResourceChange',
  'declineChange',
  'ResourceChangeDeclined',
  'The authority declines a change: what is registered stays.',
);
