import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from './app';
import type { GatewayConfig } from './config';
import { ObjectStores } from './delivery/object-stores';
import { authenticator, identifier, type VerifyToken } from './http/authentication';
import { Cursors } from './http/cursors';
import { Connections } from './http/connections';
import { answerUnreadable } from './http/unreadable-requests';
import { KeySet } from './identity/key-set';
import { secretIn } from './identity/secret-file';
import { TokenIssuer } from './identity/tokens';
import { Wallet } from './identity/wallet';
import { readConnectionProfile } from './ledger/connection-profile';
import { FabricLedger } from './ledger/fabric-ledger';

/** A connection on which nothing moves is ended; the slowest answer of the ledger takes less. */
const idleMs = 300_000;
/** What is not finished by then is broken off when the gateway stops. */
const stopWithinMs = 60_000;

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  /** Takes no new request, finishes those under way, and lets go of the network. */
  close(): Promise<void>;
}

/** The identities that a gateway holds. */
export function openWallet({ data, walletKey }: GatewayConfig): Wallet {
  return new Wallet(join(data, 'gateway', 'wallet'), 'hex' in walletKey ? Buffer.from(walletKey.hex, 'hex') : secretIn(walletKey.file));
}

/** What issues and checks a gateway’s tokens. */
export function openIssuer({ data, tokens }: GatewayConfig): TokenIssuer {
  return new TokenIssuer(join(data, 'gateway', 'issuer'), tokens);
}

/** With an identity provider, its keys count beside the gateway’s own. */
function verifierOf(config: GatewayConfig): VerifyToken {
  const issuer = openIssuer(config);
  if (config.jwksUrl === undefined) return (token) => issuer.verify(token);
  const published = new KeySet(config.jwksUrl);
  return (token) => issuer.verifyAmong(token, published);
}

/** Starts a gateway and answers when it listens. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const wallet = openWallet(config);
  const ledger = new FabricLedger(readConnectionProfile(join(config.data, 'connection.json')), config.organisations);
  const identify = identifier(verifierOf(config));
  const app = createApp({
    ledger,
    wallet,
    log,
    identify,
    authenticate: authenticator(identify, wallet),
    cursors: new Cursors(secretIn(join(config.data, 'gateway', 'issuer', 'cursors.key'))),
    stores: new ObjectStores(join(config.data, 'gateway', 'objects')),
  });
  // Who names no host is told so by the app: the server itself would say nothing.
  const server = createServer(
    { requestTimeout: 1_800_000, headersTimeout: 20_000, keepAliveTimeout: 30_000, requireHostHeader: false },
    app,
  );
  answerUnreadable(server, log);
  server.setTimeout(idleMs);
  const connections = new Connections(server);
  await listen(server, config);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${config.host}:${String(port)}`, close: () => connections.close(stopWithinMs).finally(() => ledger.close()) };
}

function listen(server: Server, { host, port }: GatewayConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
