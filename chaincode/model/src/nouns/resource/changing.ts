import { hashJson } from '../../kernel/hash';
import type { ResourceRecord, resourceLife } from './records';
import { checksOfAuthority, checksOfHolder, rewriting, step } from './steps';

/** The holder says how what is registered has changed. It holds when the authority has accepted it. */
export const ChangeResource = rewriting({
  name: 'ChangeResource',
  action: 'change',
  event: 'ResourceChangeProposed',
  summary: 'The holder says how what is registered has changed; it holds when the authority has accepted it.',
  checks: checksOfHolder,
  becomes: ({ seen, command: { content } }) => ({ ...seen, proposed: content }),
});
/** Accepts a change: what is registered is now what the holder says. */
export const AcceptResourceChange = step({
  name: 'AcceptResourceChange',
  action: 'acceptChange',
  event: 'ResourceChanged',
  summary: 'The authority accepts a change: what is registered is now what the holder says.',
  checks: checksOfAnswer,
  becomes: ({ seen: { proposed, ...resource } }) => ({
    ...resource,
    ...(proposed && { content: proposed, contentHash: hashJson(proposed) }),
  }),
});
/** Declines a change: what is registered stays. */
export const DeclineResourceChange = step({
  name: 'DeclineResourceChange',
  action: 'declineChange',
  event: 'ResourceChangeDeclined',
  summary: 'The authority declines a change: what is registered stays.',
  checks: checksOfAnswer,
  becomes: ({ seen: { proposed: _, ...resource } }) => resource,
});
/** Corrects what is registered, as a new revision. */
export const CorrectResource = rewriting({
  name: 'CorrectResource',
  action: 'correct',
  event: 'ResourceCorrected',
  summary: 'Corrects what is registered, as a new revision.',
  checks: checksOfAuthority,
  becomes: ({ seen, command: { content } }) => ({ ...seen, content, contentHash: hashJson(content) }),
});

function checksOfAnswer(action: keyof typeof resourceLife) {
  const PROPOSAL_NOT_FOUND = ({ seen }: { readonly seen: ResourceRecord }) => (seen.proposed ? undefined : {});
  return { ...checksOfAuthority(action), PROPOSAL_NOT_FOUND };
}
