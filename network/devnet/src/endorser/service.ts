import { status } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import type { ServedService } from '../grpc/endpoint';
import { handleUnary } from '../grpc/handlers';
import { RpcError } from '../grpc/rpc-error';
import type { Endorser, ProposalOutcome } from './endorser';

/** Serves protos.Endorser of one peer. */
export function makeEndorserService(endorser: Endorser): ServedService {
  return {
    definition: peer.EndorserService,
    implementation: {
      processProposal: handleUnary(async (signed: peer.SignedProposal) => toProposalResponse(await endorser.processSigned(signed))),
    },
  };
}

function toProposalResponse(outcome: ProposalOutcome): peer.ProposalResponse {
  if (outcome.kind === 'filter' || outcome.kind === 'rejection') throw new RpcError(status.UNKNOWN, outcome.message);
  const response = new peer.ProposalResponse();
  if (outcome.kind === 'failure') {
    const failure = new peer.Response();
    failure.setStatus(500);
    failure.setMessage(outcome.message);
    response.setResponse(failure);
    return response;
  }
  response.setResponse(outcome.response);
  if (outcome.payload) response.setPayload(outcome.payload);
  if (outcome.endorsement) {
    response.setVersion(1);
    response.setEndorsement(outcome.endorsement);
  }
  return response;
}
