import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeSupport } from '../chaincode/chaincode-support';
import { qsccDefinition, qsccName, queryChain } from '../chaincode/qscc';
import type { Completion } from '../chaincode/transaction-context';
import type { ChaincodeDefinition, SimulationResult, TxSimulator } from '../ledger/types';
import type { Identity } from '../peer/types';
import { encodeProposalResponsePayload } from '../proto/transaction';
import { checkProposal, type CheckContext } from './check-proposal';
import { unpackProposal, type UnpackedProposal } from './proposal';

/** The key and certificate an organisation's peer endorses with. */
export interface Signer {
  /** PB(SerializedIdentity). */
  readonly serialized: Uint8Array;
  /** DER, low-S, over SHA-256 of the message. */
  sign(message: Uint8Array): Uint8Array;
}

/** Who endorses, upon which ledger and with which chaincodes. */
export interface EndorserOptions extends CheckContext {
  readonly mspId: string;
  readonly signer: Signer;
  readonly identity: Identity;
  readonly chaincodes: ChaincodeSupport;
}

/** What came of a proposal, as Fabric's gateway tells the cases apart. */
export type ProposalOutcome =
  /** Dropped by an authentication filter: no response at all. */
  | { readonly kind: 'filter'; readonly message: string }
  /** Refused before simulation: bad signature, no access, duplicate. */
  | { readonly kind: 'refusal'; readonly message: string }
  /** The peer itself failed: chaincode gone, timed out, not defined. */
  | { readonly kind: 'failure'; readonly message: string }
  | AnsweredProposal;

/** The chaincode answered; below status 400 the peer endorsed it. */
export interface AnsweredProposal {
  readonly kind: 'answer';
  readonly response: peer.Response;
  /** PB(ProposalResponsePayload); absent for status 400 to 499. */
  readonly payload?: Uint8Array;
  readonly endorsement?: peer.Endorsement;
  readonly simulation: SimulationResult;
}

/** One organisation's endorser: checks, simulates, signs. core/endorser/endorser.go. */
export class Endorser {
  constructor(private readonly options: EndorserOptions) {}

  get mspId(): string {
    return this.options.mspId;
  }

  get identity(): Identity {
    return this.options.identity;
  }

  /** PB level: what the Endorser service answers. */
  async processSigned(signed: peer.SignedProposal): Promise<ProposalOutcome> {
    try {
      return await this.process(unpackProposal(signed));
    } catch (error) {
      return { kind: 'refusal', message: (error as Error).message };
    }
  }

  async process(proposal: UnpackedProposal): Promise<ProposalOutcome> {
    const { ledger } = this.options;
    if (proposal.channelId !== ledger.channelId) return { kind: 'failure', message: `channel '${proposal.channelId}' not found` };
    const refused = checkProposal(proposal, this.options);
    if (refused) return refused;
    const simulator = ledger.openSimulator({ mspId: this.options.mspId, txId: proposal.txId, creator: proposal.creator });
    try {
      return await this.simulate(proposal, simulator);
    } catch (error) {
      return { kind: 'failure', message: (error as Error).message };
    } finally {
      simulator.close();
    }
  }

  private async simulate(proposal: UnpackedProposal, simulator: TxSimulator): Promise<ProposalOutcome> {
    const { chaincodeName, channelId } = proposal;
    const definition = chaincodeName === qsccName ? qsccDefinition : simulator.chaincodeDefinition(chaincodeName);
    if (!definition) {
      const where = `make sure the chaincode ${chaincodeName} has been successfully defined on channel ${channelId} and try again`;
      throw new Error(`${where}: chaincode ${chaincodeName} not found`);
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
      throw new Error(`error in simulation: ${(error as Error).message}`, { cause: error });
    }
  }

  /** 500 and above: payload without endorsement; 400 to 499: the response alone; below: endorsed. */
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

/** The peer, not the chaincode, says whose event it is. */
function encodeEvent({ chaincodeName, txId }: UnpackedProposal, event: peer.ChaincodeEvent): Uint8Array {
  event.setChaincodeId(chaincodeName);
  event.setTxId(txId);
  return event.serializeBinary();
}
