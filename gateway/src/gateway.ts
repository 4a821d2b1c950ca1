import type { Server } from 'node:http';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { createApp } from './app';
import type { GatewayConfig } from './config';
import { ObjectStores } from './delivery/object-stores';
import { ServeReplacements } from './delivery/serve-replacements';
import { ServedBytes } from './delivery/served-bytes';
import { EventStreams } from './events/event-streams';
import { createAuthenticate, createIdentify, type VerifyToken } from './http/authentication';
import { Connections } from './http/connections';
import { Drain } from './http/drain';
import { Cursors } from './http/cursors';
import { answerUnreadable } from './http/unreadable-requests';
import { KeySet } from './identity/key-set';
import { readSecret } from './identity/secret-file';
import { TokenIssuer } from './identity/tokens';
import { Wallet } from './identity/wallet';
import { readConnectionProfile, type ConnectionProfile } from './ledger/connection-profile';
import { FabricLedger } from './ledger/fabric-ledger';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { readPlaces } from './places/read-places';
import { followBlocks } from './read-model/followed-model';
import { IdempotentSubmits } from './idempotency/idempotent-submits';
import { KeptRequests } from './idempotency/kept-requests';
import { BodyDeadline } from './limits/body-deadline';
import { createLimits } from './limits/limit-callers';
import { createServer, requireSafeAddress } from './tls/create-server';
import { Webhooks } from './webhooks/webhooks';

/** A connection without traffic is closed after this time; the slowest answer of the ledger takes less. */
const idleMs = 300_000;
/** Requests that have not finished by then are cut when the gateway stops. */
const stopWithinMs = 60_000;
/** A request body that comes at less than 8 KiB a second is ended after this time. */
const usualBodySeconds = 20;

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  /** Accepts no new request, finishes those in progress, and closes the connections to the network. */
  close(): Promise<void>;
}

/** Opens the wallet of a gateway. */
export function openWallet({ data, walletKey }: GatewayConfig): Wallet {
  return new Wallet(join(data, 'gateway', 'wallet'), readWalletKey(walletKey));
}

/** Opens the issuer of a gateway's tokens. */
export function openIssuer({ data, tokens, walletKey }: GatewayConfig): TokenIssuer {
  return new TokenIssuer(join(data, 'gateway', 'issuer'), tokens, readWalletKey(walletKey));
}

function readWalletKey(walletKey: GatewayConfig['walletKey']): Buffer {
  return 'hex' in walletKey ? Buffer.from(walletKey.hex, 'hex') : readSecret(walletKey.file);
}

/** Reads the connection profile of a gateway's network. @throws FILE_INVALID */
export function openProfile({ data }: GatewayConfig): ConnectionProfile {
  return readConnectionProfile(join(data, 'connection.json'));
}

/** Starts a gateway, and returns when it listens. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  const places = config.places === undefined ? undefined : readPlaces(config.places);
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const wallet = openWallet(config);
  requireSafeAddress({ host: config.host, tls: config.tls !== undefined, isPlainAllowed: config.plainHttp === true });
  const serving = createServing(config);
  const metrics = new GatewayMetrics().collectProcess();
  const drain = new Drain(config.drainSeconds);
  const findObserver = (mspId: string) => wallet.findObserver(mspId);
  const ledger = new FabricLedger(openProfile(config), { organisations: config.organisations, findObserver, metrics });
  warnOfMissingObservers(ledger, wallet, log);
  const issuer = openIssuer(config);
  const identify = createIdentify(createVerify(config, issuer), serving.limits.identity);
  const files = join(config.data, 'gateway');
  const followed = config.readModel
    ? await followBlocks(config, { ledger, wallet, log, chaincode: openProfile(config).chaincode })
    : undefined;
  if (followed) metrics.watchBlocks(() => followed.follower.progress);
  const streams = new EventStreams();
  const webhooks = followed && (await Webhooks.open(config, { model: followed.model, wallet, log }));
  const kept = await KeptRequests.open(join(files, 'idempotency.db'));
  const app = createApp({
    idempotent: new IdempotentSubmits(kept, ledger),
    ledger,
    metrics,
    drain,
    ...serving,
    streams,
    webhooks,
    followed,
    places,
    profile: openProfile(config),
    wallet,
    log,
    issuer,
    identify,
    authenticate: createAuthenticate(identify, wallet),
    cursors: new Cursors(readSecret(join(files, 'issuer', 'cursors.key'))),
    stores: new ObjectStores(join(files, 'objects')),
    served: new ServedBytes(join(files, 'served')),
    cosigners: config.cosigners,
  });
  const server = createServer(app, config.tls, log);
  serving.bodyDeadline.closeWith(server);
  answerUnreadable(server, log);
  server.setTimeout(idleMs);
  const connections = new Connections(server);
  const closeLedger = async () => {
    await webhooks?.close();
    await followed?.close();
    ledger.close();
    await kept.close();
  };
  const port = await listen(server, config).catch(async (error: unknown) => {
    await closeLedger();
    throw error;
  });
  const replacements = new ServeReplacements(ledger, wallet, log).start();
  const close = async () => {
    await drain.begin();
    replacements.stop();
    streams.close();
    await connections.close(stopWithinMs).finally(closeLedger);
  };
  return { url: `${config.tls ? 'https' : 'http'}://${config.host}:${String(port)}`, close };
}

/** Returns what the app is served with. */
function createServing({ tls, trustedProxies, corsOrigins, metrics: metricsAudience, limits, bodySeconds }: GatewayConfig) {
  const bodyDeadline = new BodyDeadline(bodySeconds ?? usualBodySeconds);
  return { limits: createLimits(limits), bodyDeadline, isSecure: tls !== undefined, trustedProxies, corsOrigins, metricsAudience };
}

function warnOfMissingObservers(ledger: FabricLedger, wallet: Wallet, log: Logger): void {
  const missing = ledger.organisations.filter((mspId) => wallet.findObserver(mspId) === undefined);
  if (missing.length === 0) return;
  const remedy = 'Submits of their participants will fail. Store one each with databund-gateway wallet observe.';
  log.warn(`The wallet holds no observer of ${missing.join(', ')}, who reads blocks. ${remedy}`);
}

/** Creates the check of tokens: with an identity provider, its keys count beside the gateway's own. */
function createVerify(config: GatewayConfig, issuer: TokenIssuer): VerifyToken {
  if (config.jwksUrl === undefined) return (token) => issuer.verify(token);
  const published = new KeySet(config.jwksUrl);
  return (token) => issuer.verifyAmong(token, published);
}

/** Returns the port, which the system chooses if the configured one is 0. */
function listen(server: Server, { host, port }: GatewayConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
