import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers, type Commit, type Contract, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayProtos, msp, peer } from '@hyperledger/fabric-protos';
import type { FabricNetwork, TestIdentity } from './fabric-network';
import type { Operation } from './probe-chaincode/operation';

const deadline = () => ({ deadline: Date.now() + 10_000 });

/** How a client connects. */
export interface ConnectOptions {
  readonly identity?: TestIdentity;
  /** Asks after the connection this often: Node's HTTP/2 client now and then does not notice that a killed peer has closed it. */
  readonly keepAliveMs?: number;
}

/** What a proposal carries beside its operations. */
export interface ProbeOptions {
  readonly transient?: Readonly<Record<string, string>>;
  /** Organisations to endorse, or to evaluate at. */
  readonly organisations?: readonly string[];
}

/** A transaction that was ordered, and who endorsed it. */
export interface ProbeCommit {
  readonly code: number;
  readonly blockNumber: number;
  readonly txId: string;
  /** MSP ids, sorted. */
  readonly endorsers: readonly string[];
  readonly answers: readonly unknown[];
}

/** The stock SDK, connected to one organisation's peer as one of its identities. */
export class ProbeClient {
  readonly gateway: Gateway;
  readonly network: Network;
  readonly contract: Contract;
  private readonly client: Client;

  /** Connects to the organisation's peer, as one of its clients unless another identity is given. */
  static async connect(network: FabricNetwork, mspId: string, options: ConnectOptions = {}): Promise<ProbeClient> {
    return new ProbeClient(network, mspId, { ...options, identity: options.identity ?? (await network.identityFor(mspId)) });
  }

  private constructor(
    network: FabricNetwork,
    mspId: string,
    { identity, keepAliveMs }: ConnectOptions & { readonly identity: TestIdentity },
  ) {
    const { channel, chaincode, organisations } = network.connectionProfile;
    const organisation = organisations[mspId];
    if (!organisation) throw new Error(`${mspId} is not in the profile`);
    const { address, serverName, tlsRootCert } = organisation.peer;
    const tls = credentials.createSsl(readFileSync(join(dirname(network.profilePath), tlsRootCert)));
    this.client = new Client(address, tls, {
      'grpc.ssl_target_name_override': serverName,
      ...(keepAliveMs === undefined ? {} : { 'grpc.keepalive_time_ms': keepAliveMs, 'grpc.keepalive_timeout_ms': keepAliveMs }),
    });
    this.gateway = connect({
      client: this.client,
      identity: { mspId: identity.mspId, credentials: identity.certificate },
      signer: signers.newPrivateKeySigner(identity.privateKey),
      hash: hash.sha256,
      evaluateOptions: deadline,
      endorseOptions: deadline,
      submitOptions: deadline,
      commitStatusOptions: deadline,
    });
    this.network = this.gateway.getNetwork(channel);
    this.contract = this.network.getContract(chaincode);
  }

  /** Answers of a transaction that is not ordered. */
  async evaluate(operations: readonly Operation[], options: ProbeOptions = {}): Promise<unknown[]> {
    const { organisations, ...proposal } = proposalOptions(operations, options);
    const result = await this.contract.evaluate('run', {
      ...proposal,
      ...(organisations ? { endorsingOrganizations: organisations } : {}),
    });
    return JSON.parse(Buffer.from(result).toString()) as unknown[];
  }

  /** Endorses; what comes back is still to be submitted. */
  async endorse(operations: readonly Operation[], options: ProbeOptions = {}) {
    const { organisations, ...proposal } = proposalOptions(operations, options);
    return this.contract.newProposal('run', { ...proposal, ...(organisations ? { endorsingOrganizations: organisations } : {}) }).endorse();
  }

  /** Endorses, submits and waits for the commit. */
  async submit(operations: readonly Operation[], options: ProbeOptions = {}): Promise<ProbeCommit> {
    const transaction = await this.endorse(operations, options);
    const commit = await transaction.submit();
    const { code, blockNumber } = await commit.getStatus();
    const answers = JSON.parse(Buffer.from(transaction.getResult()).toString()) as unknown[];
    return {
      code,
      blockNumber: Number(blockNumber),
      txId: commit.getTransactionId(),
      endorsers: endorsersOf(transaction.getBytes()),
      answers,
    };
  }

  /** The commit of any transaction, of this client or not. */
  commitOf(channelId: string, txId: string): Commit {
    const { mspId, credentials: certificate } = this.gateway.getIdentity();
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(certificate);
    const request = new gatewayProtos.CommitStatusRequest();
    request.setChannelId(channelId);
    request.setTransactionId(txId);
    request.setIdentity(identity.serializeBinary());
    const signed = new gatewayProtos.SignedCommitStatusRequest();
    signed.setRequest(request.serializeBinary());
    return this.gateway.newCommit(signed.serializeBinary());
  }

  close(): void {
    this.gateway.close();
    this.client.close();
  }
}

function proposalOptions(operations: readonly Operation[], { transient, organisations }: ProbeOptions) {
  return {
    arguments: [JSON.stringify(operations)],
    ...(transient ? { transientData: transient } : {}),
    ...(organisations ? { organisations: [...organisations] } : {}),
  };
}

/** MSP ids of the endorsers of PB(PreparedTransaction), sorted. */
export function endorsersOf(prepared: Uint8Array): string[] {
  const envelope = gatewayProtos.PreparedTransaction.deserializeBinary(prepared).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array()).getAction();
  const endorsements = endorsed?.getEndorsementsList() ?? [];
  return endorsements.map((one) => msp.SerializedIdentity.deserializeBinary(one.getEndorser_asU8()).getMspid()).sort();
}
