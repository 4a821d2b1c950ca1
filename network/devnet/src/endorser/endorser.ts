import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeSupport } from '../chaincode/chaincode-support';
import { qsccDefinition, qsccName, queryChain } from '../chaincode/qscc';
import type { Completion } from '../chaincode/transaction-context';
import { DevnetError, readMessage } from '../errors';
import type { ChaincodeDefinition, SimulationResult, TxSimulator } from '../ledger/types';
import type { Identity } from '../peer/types';
import { encodeProposalResponsePayload } from '../proto/transaction';
import { checkProposal, type CheckContext } from './check-proposal';
import { unpackProposal, type UnpackedProposal } from './proposal';

/** An identity with its private key. */
export interface Signer {
  /** PB(SerializedIdentity). */
  readonly serialized: Uint8Array;
  /** Signs SHA-256 of the message: DER with low S. */
  sign(message: Uint8Array): Uint8Array;
}

/** Identity, ledger and chaincodes of an endorser. */
export interface EndorserOptions extends CheckContext {
  readonly mspId: string;
  readonly signer: Signer;
  readonly identity: Identity;
  readonly chaincodes: ChaincodeSupport;
}

/** Outcome of a proposal, in the cases that Fabric's gateway distinguishes. */
export type ProposalOutcome =
  /** Dropped by an authentication filter: no response at all. */
  | { readonly kind: 'filter'; readonly message: string }
  /** Rejected before simulation: bad signature, no access, duplicate. */
  | { readonly kind: 'rejection'; readonly message: string }
  /** The peer itself failed: chaincode gone, timed out, not defined. */
  | { readonly kind: 'failure'; readonly message: string }
  | AnsweredProposal;

/** The answer of the chaincode; endorsed if its status is below 400. */
export interface AnsweredProposal {
  readonly kind: 'answer';
  readonly response: peer.Response;
  /** PB(ProposalResponsePayload); absent for status 400 to 499. */
  readonly payload?: Uint8Array;
  readonly endorsement?: peer.Endorsement;
  readonly simulation: SimulationResult;
}

/** The endorser of one organisation: checks, simulates and signs proposals (Fabric's `core/endorser/endorser.go`). */
export class Endorser {
  constructor(private readonly options: EndorserOptions) {}

  get mspId(): string {
    return this.options.mspId;
  }

  get identity(): Identity {
    return this.options.identity;
  }

  /** Processes a proposal that is not yet unpacked. */
  async processSigned(signed: peer.SignedProposal): Promise<ProposalOutcome> {
    try {
      return await this.process(unpackProposal(signed));
    } catch (error) {
      return { kind: 'rejection', message: readMessage(error) };
    }
  }

  async process(proposal: UnpackedProposal): Promise<ProposalOutcome> {
    const { ledger } = this.options;
    if (proposal.channelId !== ledger.channelId) return { kind: 'failure', message: `channel '${proposal.channelId}' not found` };
    const rejection = checkProposal(proposal, this.options);
    if (rejection) return rejection;
    const simulator = ledger.openSimulator({ mspId: this.options.mspId, txId: proposal.txId, creator: proposal.creator });
    try {
      return await this.simulate(proposal, simulator);
    } catch (error) {
      return { kind: 'failure', message: readMessage(error) };
    } finally {
      simulator.close();
    }
  }

  private async simulate(proposal: UnpackedProposal, simulator: TxSimulator): Promise<ProposalOutcome> {
    const { chaincodeName, channelId } = proposal;
    const definition = chaincodeName === qsccName ? qsccDefinition : simulator.readChaincodeDefinition(chaincodeName);
    if (!definition) {
      const advice = `make sure the chaincode ${chaincodeName} has been successfully defined on channel ${channelId} and try again`;
      throw new DevnetError('CHAINCODE_UNDEFINED', `${advice}: chaincode ${chaincodeName} not found`);
    }
    const completion = await this.execute(proposal, simulator);
    const simulation = simulator.finish();
    if (simulation.privateRwset) await this.options.ledger.holdPrivateData(proposal.txId, simulation.privateRwset);
    return this.conclude(proposal, definition, { ...completion, simulation });
  }

  private async execute(proposal: UnpackedProposal, simulator: TxSimulator): Promise<Completion> {
    const { channelId, txId, chaincodeName, input, signed: signedProposal } = proposal;
    if (chaincodeName === qsccName) return queryChain(this.options.ledger, proposal);
    try {
      return await this.options.chaincodes.execute({ channelId, txId, chaincodeName, input, signedProposal, simulator });
    } catch (error) {
      throw new DevnetError('EXECUTION_FAILED', `error in simulation: ${readMessage(error)}`, { cause: error });
    }
  }

  /** Completes an answer by its status: 500 and above get a payload without endorsement, 400 to 499 neither, others both. */
  private conclude(
    proposal: UnpackedProposal,
    definition: ChaincodeDefinition,
    simulated: Completion & { readonly simulation: SimulationResult },
  ): AnsweredProposal {
    const { response, simulation } = simulated;
    const status = response.getStatus();
    if (status >= 400 && status < 500) return { kind: 'answer', response, simulation };
    const payload = encodePayload(proposal, definition, simulated);
    if (status >= 500) return { kind: 'answer', response, simulation, payload };
    return { kind: 'answer', response, simulation, payload, endorsement: this.endorse(payload) };
  }

  private endorse(payload: Uint8Array): peer.Endorsement {
    const { signer, identity } = this.options;
    const message = Buffer.concat([payload, signer.serialized]);
    const signature = signer.sign(message);
    identity.trustOwnSignature(message, signature);
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(signer.serialized);
    endorsement.setSignature(signature);
    return endorsement;
  }
}

function encodePayload(
  proposal: UnpackedProposal,
  definition: ChaincodeDefinition,
  { response, event, simulation }: Completion & { readonly simulation: SimulationResult },
): Uint8Array {
  return encodeProposalResponsePayload(proposal.proposalHash, {
    results: simulation.publicRwset,
    ...(event && response.getStatus() < 400 ? { event: encodeEvent(proposal, event) } : {}),
    response: { status: response.getStatus(), message: response.getMessage(), payload: response.getPayload_asU8() },
    chaincode: { name: proposal.chaincodeName, version: definition.version },
  });
}

/** Encodes an event with the chaincode and transaction that the peer knows, whatever the chaincode sent. */
function encodeEvent({ chaincodeName, txId }: UnpackedProposal, event: peer.ChaincodeEvent): Uint8Array {
  event.setChaincodeId(chaincodeName);
  event.setTxId(txId);
  return event.serializeBinary();
}
