import { status } from '@grpc/grpc-js';
import type { AnsweredProposal, ProposalOutcome } from '../endorser/endorser';

/** A proposal that failed at a peer, as reported to the client. */
export interface FailedProposal {
  readonly code: status;
  readonly message: string;
  /** Lets Evaluate ask the next peer. */
  readonly canRetry: boolean;
}

/** Returns the answer of a successful proposal, or how the failure is reported (Fabric's `internal/pkg/gateway/apiutils.go`). */
export function judgeOutcome(outcome: ProposalOutcome): AnsweredProposal | FailedProposal {
  switch (outcome.kind) {
    case 'filter':
      return { code: status.UNAVAILABLE, message: outcome.message, canRetry: true };
    case 'rejection':
      return { code: status.FAILED_PRECONDITION, message: outcome.message, canRetry: false };
    case 'failure':
      return { code: status.ABORTED, message: outcome.message, canRetry: true };
    case 'answer':
      return judgeAnswer(outcome);
  }
}

function judgeAnswer(answer: AnsweredProposal): AnsweredProposal | FailedProposal {
  const responseStatus = answer.response.getStatus();
  if (responseStatus >= 200 && responseStatus < 400) return answer;
  return { code: status.UNKNOWN, message: `chaincode response ${responseStatus}, ${answer.response.getMessage()}`, canRetry: false };
}

/** Returns whether a judged proposal failed. */
export function hasFailed(judged: AnsweredProposal | FailedProposal): judged is FailedProposal {
  return 'code' in judged;
}
