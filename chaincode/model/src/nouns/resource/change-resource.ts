import type { Details } from '../../kernel/error-table';
import { hashJson } from '../../kernel/hash';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { ResourceContent, type ResourceRecord } from './records';
import { checkNotHolder, resource } from './resource';

export const ChangeResource = declareTransition(resource, {
  name: 'ChangeResource',
  action: 'change',
  summary: 'Proposes a change of a registered resource, as its holder. It takes effect when the authority accepts it.',
  event: 'ResourceChangeProposed',
  input: { ...optionalReason, content: ResourceContent },
  head: ({ facts, command: { content } }) => ({ ...facts.resource, proposed: content }),
});

export const AcceptResourceChange = declareTransition(resource, {
  name: 'AcceptResourceChange',
  action: 'acceptChange',
  summary: 'Accepts a proposed change, as the authority.',
  event: 'ResourceChanged',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
  checks: { PROPOSAL_NOT_FOUND: ({ facts }) => checkProposed(facts.resource) },
  head: ({
    facts: {
      resource: { proposed, ...record },
    },
  }) => ({
    ...record,
    ...(proposed && { content: proposed, contentHash: hashJson(proposed) }),
  }),
});

export const DeclineResourceChange = declareTransition(resource, {
  name: 'DeclineResourceChange',
  action: 'declineChange',
  summary: 'Declines a proposed change, as the authority.',
  event: 'ResourceChangeDeclined',
  input: optionalReason,
  guard: ({ actors }) => checkNotHolder(actors),
  checks: { PROPOSAL_NOT_FOUND: ({ facts }) => checkProposed(facts.resource) },
  head: ({
    facts: {
      resource: { proposed: _, ...record },
    },
  }) => record,
});

export const CorrectResource = declareTransition(resource, {
  name: 'CorrectResource',
  action: 'correct',
  summary: 'Corrects a registered resource as a new revision, as the authority.',
  event: 'ResourceCorrected',
  input: { ...optionalReason, content: ResourceContent },
  guard: ({ actors }) => checkNotHolder(actors),
  head: ({ facts, command: { content } }) => ({ ...facts.resource, content, contentHash: hashJson(content) }),
});

function checkProposed({ proposed }: ResourceRecord): Details | undefined {
  return proposed ? undefined : {};
}
