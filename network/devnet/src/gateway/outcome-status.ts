import { status } from '@grpc/grpc-js';
import type { AnsweredProposal, ProposalOutcome } from '../endorser/endorser';

/** A proposal that failed at a peer, as its client is told. */
export interface FailedProposal {
  readonly code: status;
  readonly message: string;
  /** Whether Evaluate asks the next peer. */
  readonly mayRetry: boolean;
}

/** An answer that counts, or how the failure is told; internal/pkg/gateway/apiutils.go. */
export function judgeOutcome(outcome: ProposalOutcome): AnsweredProposal | FailedProposal {
  switch (outcome.kind) {
    case 'filter':
      return { code: status.UNAVAILABLE, message: outcome.message, mayRetry: true };
    case 'refusal':
      return { code: status.FAILED_PRECONDITION, message: outcome.message, mayRetry: false };
    case 'failure':
      return { code: status.ABORTED, message: outcome.message, mayRetry: true };
    case 'answer':
      return judgeAnswer(outcome);
  }
}

function judgeAnswer(answer: AnsweredProposal): AnsweredProposal | FailedProposal {
  const responseStatus = answer.response.getStatus();
  if (responseStatus >= 200 && responseStatus < 400) return answer;
  return { code: status.UNKNOWN, message: `chaincode response ${responseStatus}, ${answer.response.getMessage()}`, mayRetry: false };
}

/** Tells the two apart. */
export function hasFailed(judged: AnsweredProposal | FailedProposal): judged is FailedProposal {
  return 'code' in judged;
}
