import { status } from '@grpc/grpc-js';
import { gateway, type peer } from '@hyperledger/fabric-protos';
import type { AnsweredProposal } from '../endorser/endorser';
import { unpackProposal, type UnpackedProposal } from '../endorser/proposal';
import { readMessage } from '../errors';
import { RpcError } from '../grpc/rpc-error';
import { EndorsementCollector } from './endorsement-collector';
import { findCollectionPeers, planLayouts, findProtectedCollections, type Layout } from './endorsement-plan';
import type { GatewayContext } from './evaluate';
import { hasFailed, judgeOutcome } from './outcome-status';
import { makeDetail } from './peers';
import { prepareTransaction } from './prepare-transaction';

/** Collects the endorsements that a transaction needs and returns the envelope to sign (Fabric's `internal/pkg/gateway/endorse.go`). */
export async function endorse(request: gateway.EndorseRequest, context: GatewayContext): Promise<gateway.EndorseResponse> {
  const proposal = unpackForEndorse(request.getProposedTransaction());
  const organisations = request.getEndorsingOrganizationsList();
  const collector = organisations.length > 0 ? collectNamed(proposal, organisations, context) : await collectPlanned(proposal, context);
  const endorsed = await collector.collect();
  const response = new gateway.EndorseResponse();
  response.setPreparedTransaction(prepareTransaction(proposal, endorsed));
  return response;
}

function unpackForEndorse(signed: peer.SignedProposal | undefined): UnpackedProposal {
  if (!signed || signed.getProposalBytes_asU8().length === 0) {
    throw new RpcError(status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal');
  }
  try {
    return unpackProposal(signed);
  } catch (error) {
    throw new RpcError(status.INVALID_ARGUMENT, readMessage(error));
  }
}

/** Plans one peer of each organisation that the caller names, without regard to policies. */
function collectNamed(proposal: UnpackedProposal, organisations: readonly string[], context: GatewayContext): EndorsementCollector {
  const isKnown = isEndorsable(proposal, context);
  const missing = organisations.filter((mspId) => !isKnown || !context.peers.some((one) => one.mspId === mspId));
  if (missing.length > 0) throw new RpcError(status.UNAVAILABLE, `failed to find any endorsing peers for org(s): ${missing.join(', ')}`);
  return new EndorsementCollector(proposal, [context.peers.filter(({ mspId }) => organisations.includes(mspId))]);
}

/** Simulates at the own peer first; the policies of the written keys decide which other peers must endorse. */
async function collectPlanned(proposal: UnpackedProposal, context: GatewayContext): Promise<EndorsementCollector> {
  if (!isEndorsable(proposal, context))
    throw makeNoCombination(`No metadata was found for chaincode ${proposal.specName} in channel ${proposal.channelId}`);
  const { own } = context;
  const judged = judgeOutcome(await own.endorser.process(proposal));
  if (hasFailed(judged)) {
    const details = [makeDetail(own, judged.message)];
    throw new RpcError(status.ABORTED, 'failed to endorse transaction, see attached details for more info', details);
  }
  const collector = new EndorsementCollector(proposal, planEndorsements(proposal, judged, context));
  collector.add(own, judged);
  return collector;
}

function isEndorsable({ channelId, specName }: UnpackedProposal, { ledger }: GatewayContext): boolean {
  return channelId === ledger.channelId && ledger.findChaincodeDefinition(specName) !== undefined;
}

function planEndorsements(proposal: UnpackedProposal, { simulation }: AnsweredProposal, context: GatewayContext): Layout[] {
  const policies = context.ledger.findPolicies(proposal.chaincodeName, simulation.needs);
  const plan = (hasTransient: boolean) =>
    planLayouts({ policies, candidates: findCollectionPeers(context, simulation, hasTransient), first: context.own });
  const layouts = plan(proposal.hasTransient);
  if (layouts.length > 0) return layouts;
  const collections = findProtectedCollections(simulation);
  if (proposal.hasTransient && collections.length > 0 && plan(false).length > 0) {
    const names = `[${collections.join(' ')}]`;
    const why = `requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): ${names}`;
    throw new RpcError(status.FAILED_PRECONDITION, `${why}; retry specifying trusted endorsing organizations to protect transient data`);
  }
  throw makeNoCombination('no peer combination can satisfy the endorsement policy');
}

function makeNoCombination(reason: string): RpcError {
  return new RpcError(status.FAILED_PRECONDITION, `no combination of peers can be derived which satisfy the endorsement policy: ${reason}`);
}
