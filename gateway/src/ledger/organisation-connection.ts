import { Client, credentials, status } from '@grpc/grpc-js';
import { GatewayError as FabricError, connect, hash, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { createSigner } from '../identity/signer';
import type { HeldIdentity } from '../identity/wallet';
import { CommitStream } from './commit-stream';
import type { BlockStream } from './ledger';
import type { OrganisationProfile } from './connection-profile';

const evaluateDeadlineMs = 15_000;
const submitDeadlineMs = 30_000;
const keepAliveMs = 120_000; // Fabric's peers close connections that ping more often than once a minute.
const unavailable: number = status.UNAVAILABLE;
const reachableWithinMs = 3_000;
const maxMessageBytes = 100 * 1024 * 1024; // A proposal response carries its values twice; Fabric's own limit is 100 MiB.

/** The peer of one organisation: one gRPC connection and one stream of commits for all its participants. */
export class OrganisationConnection {
  private readonly client: Client;
  private readonly gateways = new Map<string, { readonly identity: HeldIdentity; readonly gateway: Gateway }>();
  private readonly stream: CommitStream;

  /** `observe` returns the identity that may read blocks. */
  constructor(
    private readonly channel: string,
    { peer }: OrganisationProfile,
    private readonly observe: () => HeldIdentity,
  ) {
    this.client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCert)), {
      'grpc.ssl_target_name_override': peer.serverName,
      'grpc.keepalive_time_ms': keepAliveMs,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2_000, // By default, a peer that is back is found only after up to two minutes.
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    });
    this.stream = new CommitStream({
      readHeight: async () => this.height(this.observe()),
      open: async (from) => this.getNetwork(this.observe()).getFilteredBlockEvents({ startBlock: from }),
    });
  }

  /** Returns the channel as a participant reaches it. */
  getNetwork(identity: HeldIdentity): Network {
    return this.getGateway(identity).getNetwork(this.channel);
  }

  /** The commits of this peer, which the observer reads for all participants. */
  get commits(): CommitStream {
    return this.stream;
  }

  /**
   * Asks a question that changes nothing, and once more if the peer was unreachable and soon can be reached.
   * @throws what the SDK throws
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      const isLost = error instanceof FabricError && error.code === unavailable;
      if (!isLost || !(await this.isReachable())) throw error;
      return question();
    }
  }

  /** Returns the number of blocks. @throws what the SDK throws */
  async height(identity: HeldIdentity): Promise<number> {
    return common.BlockchainInfo.deserializeBinary(await this.querySystem(identity, 'GetChainInfo')).getHeight();
  }

  /** Returns a block as the peer stores it, which the observer reads. @throws what the SDK throws */
  async block(number: number): Promise<Uint8Array> {
    return this.querySystem(this.observe(), 'GetBlockByNumber', String(number));
  }

  /** Returns the block of a transaction, which the observer reads. @throws what the SDK throws, also for an unknown transaction */
  async readBlockOf(transactionId: string): Promise<Uint8Array> {
    return this.querySystem(this.observe(), 'GetBlockByTxID', transactionId);
  }

  /** Returns the endorsement policies of state keys as the chaincode answers the observer: a JSON list. @throws what the SDK throws */
  async readKeyPolicies(chaincode: string, keys: readonly string[]): Promise<Uint8Array> {
    const observer = this.observe();
    const contract = this.getNetwork(observer).getContract(chaincode);
    const options = { arguments: [JSON.stringify(keys)], endorsingOrganizations: [observer.mspId] };
    return this.ask(() => contract.evaluate('policy:ReadKeyPolicies', options));
  }

  /** Returns the blocks from a number on as the peer delivers them to the observer. @throws what the SDK throws */
  async streamBlocks(from: number): Promise<BlockStream> {
    const blocks = await this.getNetwork(this.observe()).getBlockEvents({ startBlock: BigInt(from) });
    return { close: () => blocks.close(), [Symbol.asyncIterator]: () => serializeBlocks(blocks) };
  }

  /** Closes the stream and the connection. */
  close(): void {
    this.stream.close();
    for (const { gateway } of this.gateways.values()) gateway.close();
    this.client.close();
  }

  private querySystem(identity: HeldIdentity, name: string, ...more: readonly string[]): Promise<Uint8Array> {
    const contract = this.getNetwork(identity).getContract('qscc');
    const options = { arguments: [this.channel, ...more], endorsingOrganizations: [identity.mspId] };
    return this.ask(() => contract.evaluate(name, options));
  }

  private isReachable(): Promise<boolean> {
    return new Promise((resolve) => this.client.waitForReady(Date.now() + reachableWithinMs, (error) => resolve(error === undefined)));
  }

  private getGateway(identity: HeldIdentity): Gateway {
    const known = this.gateways.get(identity.participantId);
    if (known?.identity === identity) return known.gateway;
    known?.gateway.close();
    const createDeadline = (ms: number) => () => ({ deadline: Date.now() + ms });
    const gateway = connect({
      client: this.client,
      identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificate) },
      signer: createSigner(identity.key),
      hash: hash.none,
      evaluateOptions: createDeadline(evaluateDeadlineMs),
      endorseOptions: createDeadline(submitDeadlineMs),
      submitOptions: createDeadline(submitDeadlineMs),
      commitStatusOptions: createDeadline(submitDeadlineMs),
    });
    this.gateways.set(identity.participantId, { identity, gateway });
    return gateway;
  }
}

async function* serializeBlocks(blocks: AsyncIterable<common.Block>): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) yield block.serializeBinary();
}
