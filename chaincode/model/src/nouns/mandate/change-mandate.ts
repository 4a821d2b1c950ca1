import { isCaller, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { mandate } from './mandate';
import type { MandateRecord } from './records';

export const SuspendMandate = declareTransition(mandate, {
  name: 'SuspendMandate',
  action: 'suspend',
  summary: 'Suspends a mandate.',
  event: 'MandateSuspended',
  input: optionalReason,
  guard: ({ facts, caller }) => checkNotGrantee(facts, caller),
});

export const ResumeMandate = declareTransition(mandate, {
  name: 'ResumeMandate',
  action: 'resume',
  summary: 'Resumes a suspended mandate.',
  event: 'MandateResumed',
  input: optionalReason,
  guard: ({ facts, caller }) => checkNotGrantee(facts, caller),
});

export const RevokeMandate = declareTransition(mandate, {
  name: 'RevokeMandate',
  action: 'revoke',
  summary: 'Revokes a mandate for good.',
  event: 'MandateRevoked',
  input: optionalReason,
  guard: ({ facts, caller }) => checkNotGrantee(facts, caller),
});

function checkNotGrantee({ grantee }: MandateRecord, caller: Caller): Details | undefined {
  return isCaller(caller, grantee) ? {} : undefined;
}
