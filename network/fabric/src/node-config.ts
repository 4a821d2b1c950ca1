import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { advertisedHost, host, type Organisation } from '@databund/devnet';
import { locateBuilder, type Layout } from './layout';

/** Period in which peers exchange what they have. */
export const gossipPeriodMs = 500;
const gossipPeriod = `${String(gossipPeriodMs)}ms`;
const grpcLimitBytes = 104_857_600;

interface ExecuteOptions {
  readonly executeTimeoutMs?: number | undefined;
}

/** Writes each node's configuration as JSON, which is valid YAML. */
export function writeNodeConfigs(layout: Layout, { executeTimeoutMs = 30_000 }: ExecuteOptions): void {
  const { orderer, organisations } = layout.topology;
  write(layout.locateNode(orderer.mspId), 'orderer.yaml', makeOrdererConfig(layout));
  const roots = [orderer, ...organisations]
    .map(({ mspId }) => readFileSync(join(layout.locateHome(mspId), 'tlsca', 'cert.pem'), 'utf8'))
    .join('');
  for (const organisation of organisations) {
    write(layout.locateNode(organisation.mspId), 'core.yaml', makePeerConfig(layout, organisation, executeTimeoutMs));
    writeFileSync(locateTlsRoots(layout, organisation.mspId), roots);
    writeAdminMsp(layout, organisation.mspId);
  }
}

/** Returns the file with every organisation's TLS root. Gossip dials before a peer has read the channel's roots, and would fail for seconds. */
function locateTlsRoots(layout: Layout, mspId: string): string {
  return join(layout.locateNode(mspId), 'tls-roots.pem');
}

function write(folder: string, name: string, config: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(config, undefined, 2));
}

/** Writes the MSP folder with which the `peer` command signs: the organisation's, with its administrator's key. */
function writeAdminMsp(layout: Layout, mspId: string): void {
  const folder = layout.locateAdminMsp(mspId);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(layout.locateHome(mspId), 'msp'), folder, { recursive: true });
  for (const [from, to] of [
    ['cert.pem', 'signcerts/cert.pem'],
    ['key.pem', 'keystore/priv_sk'],
  ] as const) {
    mkdirSync(join(folder, to, '..'), { recursive: true });
    writeFileSync(join(folder, to), readFileSync(join(layout.locateHome(mspId), 'admin', from)), { mode: 0o600 });
  }
}

function makeOrdererConfig(layout: Layout): object {
  const { mspId } = layout.topology.orderer;
  const home = join(layout.locateHome(mspId), 'orderer');
  const folder = layout.locateNode(mspId);
  const { orderer, admin, operations } = layout.ordererPorts;
  const tls = {
    Enabled: true,
    PrivateKey: join(home, 'tls', 'server.key'),
    Certificate: join(home, 'tls', 'server.crt'),
    RootCAs: [join(home, 'tls', 'ca.crt')],
  };
  return {
    General: {
      ListenAddress: host,
      ListenPort: orderer,
      TLS: { ...tls, ClientAuthRequired: false },
      Keepalive: { ServerMinInterval: '60s', ServerInterval: '7200s', ServerTimeout: '20s' },
      MaxRecvMsgSize: grpcLimitBytes,
      MaxSendMsgSize: grpcLimitBytes,
      Cluster: { SendBufferSize: 100, ClientCertificate: tls.Certificate, ClientPrivateKey: tls.PrivateKey, RootCAs: tls.RootCAs },
      BootstrapMethod: 'none',
      LocalMSPDir: join(home, 'msp'),
      LocalMSPID: mspId,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      Authentication: { TimeWindow: `${String(layout.topology.maxClockSkewSeconds)}s` },
    },
    FileLedger: { Location: join(folder, 'ledger') },
    Operations: { ListenAddress: `${host}:${String(operations)}`, TLS: { Enabled: false } },
    Metrics: { Provider: 'prometheus' },
    // The admin port listens on loopback only, so its clients need no certificate.
    Admin: { ListenAddress: `${host}:${String(admin)}`, TLS: { Enabled: false } },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '10 MB' },
    Consensus: { WALDir: join(folder, 'wal'), SnapDir: join(folder, 'snapshots') },
  };
}

function makePeerConfig(layout: Layout, organisation: Organisation, executeTimeoutMs: number): object {
  const { mspId, domain } = organisation;
  const folder = layout.locateNode(mspId);
  const ports = layout.computePorts(organisation);
  return {
    peer: {
      ...makePeerIdentity(layout, organisation),
      id: `peer0.${domain}`,
      networkId: layout.topology.channel,
      fileSystemPath: join(folder, 'ledger'),
      ...makePeerServices(ports.peer),
      chaincodeListenAddress: `${host}:${String(ports.chaincodeListener)}`,
    },
    vm: { endpoint: '' },
    chaincode: {
      externalBuilders: [{ name: 'ccaas', path: locateBuilder(), propagateEnvironment: [] }],
      installTimeout: '60s',
      startuptimeout: '60s',
      executetimeout: `${String(executeTimeoutMs)}ms`,
      mode: 'net',
      keepalive: 0,
      system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
      logging: { level: 'info', shim: 'warning' },
      runtimeParams: { useWriteBatch: true, maxSizeWriteBatch: 1_000, useGetMultipleKeys: true, maxSizeGetMultipleKeys: 1_000 },
    },
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
      history: { enableHistoryDatabase: true },
      pvtdataStore: {
        collElgProcMaxDbBatchSize: 5_000,
        collElgProcDbBatchesInterval: 1_000,
        deprioritizedDataReconcilerInterval: '60m',
        purgeInterval: 100,
        purgedKeyAuditLogging: true,
      },
      snapshots: { rootDir: join(folder, 'snapshots') },
    },
    operations: { listenAddress: `${host}:${String(ports.operations)}`, tls: { enabled: false } },
    metrics: { provider: 'prometheus' },
  };
}

function makePeerIdentity(layout: Layout, { mspId }: Organisation): object {
  const home = join(layout.locateHome(mspId), 'peer');
  return {
    localMspId: mspId,
    localMspType: 'bccsp',
    mspConfigPath: join(home, 'msp'),
    BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
    tls: {
      enabled: true,
      clientAuthRequired: false,
      cert: { file: join(home, 'tls', 'server.crt') },
      key: { file: join(home, 'tls', 'server.key') },
      rootcert: { file: locateTlsRoots(layout, mspId) },
    },
    authentication: { timewindow: `${String(layout.topology.maxClockSkewSeconds)}s` },
  };
}

/** Makes the peer's services. Gossip periods are short: with Fabric's defaults a cold start waits for 25 seconds. */
function makePeerServices(port: number): object {
  const address = `${advertisedHost}:${String(port)}`;
  return {
    listenAddress: `${host}:${String(port)}`,
    address,
    gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '2m' },
    keepalive: {
      interval: '7200s',
      timeout: '20s',
      minInterval: '60s',
      client: { interval: '60s', timeout: '20s' },
      deliveryClient: { interval: '60s', timeout: '20s' },
    },
    gossip: {
      bootstrap: address,
      endpoint: address,
      externalEndpoint: address,
      useLeaderElection: false,
      orgLeader: true,
      reconnectInterval: gossipPeriod,
      publishStateInfoInterval: gossipPeriod,
      requestStateInfoInterval: gossipPeriod,
      aliveTimeInterval: gossipPeriod,
      aliveExpirationTimeout: '5s',
      membershipTrackerInterval: gossipPeriod,
      pvtData: {
        // Without these two, each block with a refused write into this organisation's collection delays its commits by 60 seconds.
        skipPullingInvalidTransactionsDuringCommit: true,
        pullRetryThreshold: '1s',
        transientstoreMaxBlockRetention: 20_000,
        pushAckTimeout: '3s',
        btlPullMargin: 10,
        reconcileBatchSize: 10,
        reconcileSleepInterval: '1m',
        reconciliationEnabled: true,
        // A second peer of the organisation gets the values at once, and writes do not fail while it is down.
        implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
      },
      state: { enabled: false, checkInterval: '10s', responseTimeout: '3s', batchSize: 10, blockBufferSize: 20, maxRetries: 3 },
    },
    client: { connTimeout: '3s' },
    deliveryclient: {
      blockGossipEnabled: false,
      reconnectTotalTimeThreshold: '3600s',
      connTimeout: '3s',
      reConnectBackoffThreshold: '2s',
      policy: 'simple',
    },
    handlers: {
      authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }, { name: 'TimeWindowCheck' }],
      decorators: [{ name: 'DefaultDecorator' }],
      endorsers: { escc: { name: 'DefaultEndorsement' } },
      validators: { vscc: { name: 'DefaultValidation' } },
    },
    discovery: {
      enabled: true,
      authCacheEnabled: true,
      authCacheMaxSize: 1_000,
      authCachePurgeRetentionRatio: 0.75,
      orgMembersAllowedAccess: false,
    },
    limits: { concurrency: { endorserService: 2_500, deliverService: 2_500, gatewayService: 500 } },
    maxRecvMsgSize: grpcLimitBytes,
    maxSendMsgSize: grpcLimitBytes,
  };
}
