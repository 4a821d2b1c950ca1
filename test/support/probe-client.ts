import { Type } from '@sinclair/typebox';
import type { Commit, Contract, Gateway, Network, Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayProtos, msp, peer } from '@hyperledger/fabric-protos';
import type { FabricNetwork, TestIdentity } from './fabric-network';
import { connectGateway } from './gateway-connection';
import { parseJson } from './json';
import type { Operation } from './probe-chaincode/operation';

const answersForm = Type.Array(Type.Unknown());

/** The identity and the keep-alive of a connection. */
export interface ConnectOptions {
  readonly identity?: TestIdentity;
  /** Sends keep-alive pings at this interval, because Node's HTTP/2 client sometimes misses that a killed peer closed the connection. */
  readonly keepAliveMs?: number;
}

/** The transient data and target organisations of a proposal. */
export interface ProbeOptions {
  readonly transient?: Readonly<Record<string, string>>;
  /** The organisations that endorse or evaluate. */
  readonly organisations?: readonly string[];
}

/** A transaction that was ordered, and its endorsers. */
export interface ProbeCommit {
  readonly code: number;
  readonly blockNumber: number;
  readonly txId: string;
  /** MSP ids, sorted. */
  readonly endorsers: readonly string[];
  readonly answers: readonly unknown[];
}

/** An endorsed transaction that is not yet ordered. */
export interface EndorsedProbe {
  /** Orders it and waits until this peer has committed it. */
  commit(): Promise<ProbeCommit>;
}

/** The Fabric Gateway SDK, connected to the peer of one organisation as one of its identities. */
export class ProbeClient {
  readonly gateway: Gateway;
  readonly network: Network;
  readonly contract: Contract;
  readonly close: () => void;

  /** Connects to the organisation's peer, as a new client unless an identity is given. */
  static async connect(network: FabricNetwork, mspId: string, options: ConnectOptions = {}): Promise<ProbeClient> {
    return new ProbeClient(network, mspId, { ...options, identity: options.identity ?? (await network.issueIdentity(mspId)) });
  }

  /** Connects to the organisation's peer as a new client that may read blocks. */
  static async connectObserver(network: FabricNetwork, mspId: string): Promise<ProbeClient> {
    return new ProbeClient(network, mspId, { identity: await network.issueObserver(mspId) });
  }

  private constructor(
    private readonly of: FabricNetwork,
    private readonly mspId: string,
    { identity, keepAliveMs }: ConnectOptions & { readonly identity: TestIdentity },
  ) {
    const { channel, chaincode } = of.connectionProfile;
    const keepAlive = keepAliveMs === undefined ? {} : { keepAliveMs };
    const { gateway, close } = connectGateway(of, identity, { mspId, deadlineMs: 10_000, ...keepAlive });
    this.gateway = gateway;
    this.close = close;
    this.network = gateway.getNetwork(channel);
    this.contract = this.network.getContract(chaincode);
  }

  /** Evaluates operations without ordering them, and returns their answers. */
  async evaluate(operations: readonly Operation[], options: ProbeOptions = {}): Promise<unknown[]> {
    const { organisations, ...proposal } = makeProposalOptions(operations, options);
    const result = await this.contract.evaluate('run', {
      ...proposal,
      ...(organisations ? { endorsingOrganizations: organisations } : {}),
    });
    return parseJson(answersForm, result);
  }

  /** Endorses a transaction without submitting it. */
  async endorse(operations: readonly Operation[], options: ProbeOptions = {}) {
    const { organisations, ...proposal } = makeProposalOptions(operations, options);
    return this.contract.newProposal('run', { ...proposal, ...(organisations ? { endorsingOrganizations: organisations } : {}) }).endorse();
  }

  /** Endorses, submits and waits for the commit. */
  async submit(operations: readonly Operation[], options: ProbeOptions = {}): Promise<ProbeCommit> {
    return (await this.prepare(operations, options)).commit();
  }

  /** Endorses a transaction that is ordered later. */
  async prepare(operations: readonly Operation[], options: ProbeOptions = {}): Promise<EndorsedProbe> {
    const transaction = await this.endorse(operations, options);
    return { commit: () => commitEndorsed(transaction) };
  }

  /** Reads the blocks from 0 to this number, as the Fabric Gateway SDK delivers them to an observer of the peer's organisation. */
  async readBlocks(last: number): Promise<readonly Uint8Array[]> {
    const blocks: Uint8Array[] = [];
    const observer = await ProbeClient.connectObserver(this.of, this.mspId);
    const stream = await observer.network.getBlockEvents({ startBlock: 0n });
    for await (const block of stream) {
      blocks.push(block.serializeBinary());
      if (block.getHeader()?.getNumber() === last) break;
    }
    stream.close();
    observer.close();
    return blocks;
  }

  /** Returns the commit of any transaction, also of another client. */
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
}

async function commitEndorsed(transaction: Transaction): Promise<ProbeCommit> {
  const commit = await transaction.submit();
  const { code, blockNumber } = await commit.getStatus();
  return {
    code,
    blockNumber: Number(blockNumber),
    txId: commit.getTransactionId(),
    endorsers: listEndorsers(transaction.getBytes()),
    answers: parseJson(answersForm, transaction.getResult()),
  };
}

function makeProposalOptions(operations: readonly Operation[], { transient, organisations }: ProbeOptions) {
  return {
    arguments: [JSON.stringify(operations)],
    ...(transient ? { transientData: transient } : {}),
    ...(organisations ? { organisations: [...organisations] } : {}),
  };
}

/** Returns the MSP ids of the endorsers of PB(PreparedTransaction), sorted. */
function listEndorsers(prepared: Uint8Array): string[] {
  const envelope = gatewayProtos.PreparedTransaction.deserializeBinary(prepared).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? new Uint8Array());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array()).getAction();
  const endorsements = endorsed?.getEndorsementsList() ?? [];
  return endorsements.map((one) => msp.SerializedIdentity.deserializeBinary(one.getEndorser_asU8()).getMspid()).sort();
}
