import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers, StatusCode, type Gateway } from '@hyperledger/fabric-gateway';
import type { FabricNetwork, TestIdentity } from './fabric-network';
import { TestError } from './test-error';

/** The peer of a connection and its times, in milliseconds. */
export interface ConnectionOptions {
  /** The organisation whose peer is called; by default that of the identity. */
  readonly mspId?: string;
  readonly deadlineMs: number;
  /** Sends keep-alive pings at this interval, because Node's HTTP/2 client sometimes misses that a killed peer closed the connection. */
  readonly keepAliveMs?: number;
}

/** A connection of the Fabric Gateway SDK to one peer, as one identity. */
export interface GatewayConnection {
  readonly gateway: Gateway;
  readonly close: () => void;
}

/** Connects to the peer of an organisation. @throws TestError NO_SUCH_ORGANISATION */
export function connectGateway(network: FabricNetwork, identity: TestIdentity, options: ConnectionOptions): GatewayConnection {
  const { mspId = identity.mspId, deadlineMs, keepAliveMs } = options;
  const organisation = network.connectionProfile.organisations[mspId];
  if (!organisation) throw new TestError('NO_SUCH_ORGANISATION', `The connection profile has no organisation ${mspId}.`);
  const { address, serverName, tlsRootCert } = organisation.peer;
  const tls = credentials.createSsl(readFileSync(join(dirname(network.profilePath), tlsRootCert)));
  const client = new Client(address, tls, {
    'grpc.ssl_target_name_override': serverName,
    ...(keepAliveMs !== undefined && { 'grpc.keepalive_time_ms': keepAliveMs, 'grpc.keepalive_timeout_ms': keepAliveMs }),
  });
  const makeDeadline = () => ({ deadline: Date.now() + deadlineMs });
  const gateway = connect({
    client,
    identity: { mspId: identity.mspId, credentials: identity.certificate },
    signer: signers.newPrivateKeySigner(identity.privateKey),
    hash: hash.sha256,
    evaluateOptions: makeDeadline,
    endorseOptions: makeDeadline,
    submitOptions: makeDeadline,
    commitStatusOptions: makeDeadline,
  });
  const close = () => {
    gateway.close();
    client.close();
  };
  return { gateway, close };
}

/** Returns the name of a validation code: `VALID`, or why the transaction is invalid. */
export function nameCode(code: number): string {
  const [name] = Object.entries(StatusCode).find(([, each]) => each === code) ?? [];
  return name ?? String(code);
}
