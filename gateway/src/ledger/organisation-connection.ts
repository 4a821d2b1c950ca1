import { Client, credentials, status } from '@grpc/grpc-js';
import { GatewayError, connect, hash, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { newSigner } from '../identity/signer';
import type { HeldIdentity } from '../identity/wallet';
import { CommitStream } from './commit-stream';
import type { OrganisationProfile } from './connection-profile';

const evaluateDeadlineMs = 15_000;
const submitDeadlineMs = 30_000;
const keepAliveMs = 120_000; // Fabric’s peers end connections that ask after themselves more often than once a minute.
const unavailable: number = status.UNAVAILABLE;
const reachableWithinMs = 3_000;
const maxMessageBytes = 100 * 1024 * 1024; // A prepared transaction carries its values twice; Fabric’s own ceiling is 100 MiB.

/** One organisation’s peer: one gRPC connection and one stream of commits, shared by all its participants. */
export class OrganisationConnection {
  private readonly client: Client;
  private readonly gateways = new Map<string, { readonly identity: HeldIdentity; readonly gateway: Gateway }>();
  private readonly stream: CommitStream;
  private follower: HeldIdentity | undefined;

  constructor(
    private readonly channel: string,
    { peer }: OrganisationProfile,
  ) {
    this.client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCert)), {
      'grpc.ssl_target_name_override': peer.serverName,
      'grpc.keepalive_time_ms': keepAliveMs,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2_000, // Its own default lets a peer that is back wait for two minutes.
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    });
    this.stream = new CommitStream({
      height: () => this.height(this.follow()),
      open: (from) => this.networkAs(this.follow()).getFilteredBlockEvents({ startBlock: from }),
    });
  }

  /** The channel as a participant reaches it. */
  networkAs(identity: HeldIdentity): Network {
    return this.gatewayAs(identity).getNetwork(this.channel);
  }

  /** Commits as this peer makes them. Whoever called last follows them after a break: a certificate may have run out in between. */
  commits(identity: HeldIdentity): CommitStream {
    this.follower = identity;
    return this.stream;
  }

  /**
   * Asks what changes nothing, and once more where the peer could not be reached and soon can: its connection may just have been lost.
   * @throws what the SDK throws
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      const isLost = error instanceof GatewayError && error.code === unavailable;
      if (!isLost || !(await this.isReachable())) throw error;
      return question();
    }
  }

  /** One past the newest block’s number. @throws what the SDK throws */
  async height(identity: HeldIdentity): Promise<number> {
    return common.BlockchainInfo.deserializeBinary(await this.systemQuery(identity, 'GetChainInfo')).getHeight();
  }

  /** A block as the peer stores it. @throws what the SDK throws */
  block(identity: HeldIdentity, number: number): Promise<Uint8Array> {
    return this.systemQuery(identity, 'GetBlockByNumber', String(number));
  }

  /** Ends the stream and the connection. */
  close(): void {
    this.stream.close();
    for (const { gateway } of this.gateways.values()) gateway.close();
    this.client.close();
  }

  private systemQuery(identity: HeldIdentity, name: string, ...more: readonly string[]): Promise<Uint8Array> {
    const contract = this.networkAs(identity).getContract('qscc');
    const options = { arguments: [this.channel, ...more], endorsingOrganizations: [identity.mspId] };
    return this.ask(() => contract.evaluate(name, options));
  }

  private isReachable(): Promise<boolean> {
    return new Promise((resolve) => this.client.waitForReady(Date.now() + reachableWithinMs, (error) => resolve(error === undefined)));
  }

  private follow(): HeldIdentity {
    if (!this.follower) throw new Error('nobody has called yet');
    return this.follower;
  }

  private gatewayAs(identity: HeldIdentity): Gateway {
    const known = this.gateways.get(identity.participantId);
    if (known?.identity === identity) return known.gateway;
    known?.gateway.close();
    const within = (ms: number) => () => ({ deadline: Date.now() + ms });
    const gateway = connect({
      client: this.client,
      identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificate) },
      signer: newSigner(identity.key),
      hash: hash.none,
      evaluateOptions: within(evaluateDeadlineMs),
      endorseOptions: within(submitDeadlineMs),
      submitOptions: within(submitDeadlineMs),
      commitStatusOptions: within(submitDeadlineMs),
    });
    this.gateways.set(identity.participantId, { identity, gateway });
    return gateway;
  }
}
