import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { newSigner } from '../identity/signer';
import type { HeldIdentity } from '../identity/wallet';
import { CommitStream } from './commit-stream';
import type { OrganisationProfile } from './connection-profile';

const evaluateDeadlineMs = 15_000;
const submitDeadlineMs = 30_000;
const keepAliveMs = 120_000; // Fabric’s peers end connections that ask after themselves more often than once a minute.
const maxMessageBytes = 100 * 1024 * 1024; // A prepared transaction carries its values twice; Fabric’s own ceiling is 100 MiB.

/** One organisation’s peer: one gRPC connection and one stream of commits, shared by all its participants. */
export class OrganisationConnection {
  private readonly client: Client;
  private readonly gateways = new Map<string, { readonly identity: HeldIdentity; readonly gateway: Gateway }>();
  private stream: CommitStream | undefined;

  constructor(
    private readonly channel: string,
    { peer }: OrganisationProfile,
  ) {
    this.client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCert)), {
      'grpc.ssl_target_name_override': peer.serverName,
      'grpc.keepalive_time_ms': keepAliveMs,
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    });
  }

  /** The channel as a participant reaches it. */
  networkAs(identity: HeldIdentity): Network {
    return this.gatewayAs(identity).getNetwork(this.channel);
  }

  /** Commits as this peer makes them; any of its organisation’s identities may follow them. */
  commits(identity: HeldIdentity): CommitStream {
    this.stream ??= new CommitStream(this.networkAs(identity));
    return this.stream;
  }

  /** Ends the stream and the connection. */
  close(): void {
    this.stream?.close();
    for (const { gateway } of this.gateways.values()) gateway.close();
    this.client.close();
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
