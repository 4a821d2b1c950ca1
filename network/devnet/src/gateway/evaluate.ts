import { status } from '@grpc/grpc-js';
import { gateway, type peer } from '@hyperledger/fabric-protos';
import { qsccName } from '../chaincode/qscc';
import type { AnsweredProposal } from '../endorser/endorser';
import { unpackProposal, type UnpackedProposal } from '../endorser/proposal';
import type { Ledger } from '../ledger/types';
import { readMessage } from '../errors';
import { RpcError, type ErrorDetail } from '../grpc/rpc-error';
import { hasFailed, judgeOutcome } from './outcome-status';
import { makeDetail, type GatewayPeer } from './peers';

/** The gateway of one organisation: its own peer and the peers of all organisations. */
export interface GatewayContext {
  readonly ledger: Ledger;
  readonly own: GatewayPeer;
  readonly peers: readonly GatewayPeer[];
}

/** Runs a proposal at one peer and returns its result (Fabric's `internal/pkg/gateway/evaluate.go`). */
export async function evaluate(request: gateway.EvaluateRequest, context: GatewayContext): Promise<gateway.EvaluateResponse> {
  const proposal = unpackForEvaluate(request.getProposedTransaction());
  const { channelId } = proposal;
  if (channelId !== context.ledger.channelId) {
    throw new RpcError(
      status.UNAVAILABLE,
      `failed to get config for channel [${channelId}]: could not get last config for channel ${channelId}`,
    );
  }
  const details: ErrorDetail[] = [];
  let code = status.UNKNOWN;
  for (const candidate of chooseEvaluators(proposal, request.getTargetOrganizationsList(), context)) {
    const judged = judgeOutcome(await candidate.endorser.process(proposal));
    if (!hasFailed(judged)) return makeResponse(judged);
    details.push(makeDetail(candidate, judged.message));
    if (!judged.canRetry) throw new RpcError(judged.code, `evaluate call to endorser returned error: ${judged.message}`, details);
    code = judged.code;
  }
  throw new RpcError(code, 'failed to evaluate transaction, see attached details for more info', details);
}

function unpackForEvaluate(signed: peer.SignedProposal | undefined): UnpackedProposal {
  if (!signed || signed.getProposalBytes_asU8().length === 0) throw makeUnpackError('a signed proposal is required');
  const proposal = tryUnpack(signed);
  if (proposal.channelId === '') throw makeUnpackError('no channel id provided');
  if (proposal.specName === '') throw makeUnpackError(`no chaincode name is provided, channel id [${proposal.channelId}]`);
  return proposal;
}

function tryUnpack(signed: peer.SignedProposal): UnpackedProposal {
  try {
    return unpackProposal(signed);
  } catch (error) {
    throw makeUnpackError(readMessage(error));
  }
}

function makeUnpackError(reason: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, `failed to unpack transaction proposal: ${reason}`);
}

/** Chooses the peers to ask. Transient data is sent to the own organisation only, unless the caller names others. */
function chooseEvaluators(proposal: UnpackedProposal, targets: readonly string[], { own, peers, ledger }: GatewayContext): GatewayPeer[] {
  const isProtected = proposal.hasTransient && targets.length === 0;
  const wanted = isProtected ? [own.mspId] : targets;
  const isDefined = proposal.specName === qsccName || ledger.findChaincodeDefinition(proposal.specName) !== undefined;
  const candidates = isDefined ? peers.filter(({ mspId }) => wanted.length === 0 || wanted.includes(mspId)) : [];
  if (candidates.length > 0) return [...candidates.filter((one) => one === own), ...candidates.filter((one) => one !== own)];
  const none = `no peers available to evaluate chaincode ${proposal.specName} in channel ${proposal.channelId}`;
  const hint = "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: ";
  throw new RpcError(status.FAILED_PRECONDITION, isProtected ? hint + none : none);
}

function makeResponse({ response }: AnsweredProposal): gateway.EvaluateResponse {
  const answer = new gateway.EvaluateResponse();
  answer.setResult(response);
  return answer;
}
