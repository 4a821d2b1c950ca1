import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Organisation } from '@databund/devnet/internal/topology';
import { builderFolder, type Layout } from './layout';

/** Every node listens here only. */
export const host = '127.0.0.1';
/** How often peers tell each other what they have. */
export const gossipPeriodMs = 500;
const gossipPeriod = `${String(gossipPeriodMs)}ms`;
const grpcLimitBytes = 104_857_600;

interface ExecuteOptions {
  readonly executeTimeoutMs?: number | undefined;
}

/** Writes each node’s configuration. JSON is YAML: Fabric reads it as such. */
export function writeNodeConfigs(layout: Layout, { executeTimeoutMs = 30_000 }: ExecuteOptions): void {
  const { orderer, organisations } = layout.topology;
  write(layout.nodeFolder(orderer.mspId), 'orderer.yaml', ordererConfig(layout));
  const roots = [orderer, ...organisations]
    .map(({ mspId }) => readFileSync(join(layout.homeOf(mspId), 'tlsca', 'cert.pem'), 'utf8'))
    .join('');
  for (const organisation of organisations) {
    write(layout.nodeFolder(organisation.mspId), 'core.yaml', peerConfig(layout, organisation, executeTimeoutMs));
    writeFileSync(trustedTlsRoots(layout, organisation.mspId), roots);
    writeAdminMsp(layout, organisation.mspId);
  }
}

/** Every organisation’s TLS root: gossip dials before a peer has read the channel’s, and would first try in vain for seconds. */
function trustedTlsRoots(layout: Layout, mspId: string): string {
  return join(layout.nodeFolder(mspId), 'tls-roots.pem');
}

function write(folder: string, name: string, config: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(config, undefined, 2));
}

/** The `peer` command signs with an MSP folder: the organisation’s own, with its administrator’s key. */
function writeAdminMsp(layout: Layout, mspId: string): void {
  const folder = layout.adminMsp(mspId);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(layout.homeOf(mspId), 'msp'), folder, { recursive: true });
  for (const [from, to] of [
    ['cert.pem', 'signcerts/cert.pem'],
    ['key.pem', 'keystore/priv_sk'],
  ] as const) {
    mkdirSync(join(folder, to, '..'), { recursive: true });
    writeFileSync(join(folder, to), readFileSync(join(layout.homeOf(mspId), 'admin', from)), { mode: 0o600 });
  }
}

function ordererConfig(layout: Layout): object {
  const { mspId } = layout.topology.orderer;
  const home = join(layout.homeOf(mspId), 'orderer');
  const folder = layout.nodeFolder(mspId);
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
    // The administrator’s port is loopback’s alone, so its clients need no certificate.
    Admin: { ListenAddress: `${host}:${String(admin)}`, TLS: { Enabled: false } },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '10 MB' },
    Consensus: { WALDir: join(folder, 'wal'), SnapDir: join(folder, 'snapshots') },
  };
}

function peerConfig(layout: Layout, organisation: Organisation, executeTimeoutMs: number): object {
  const { mspId, domain } = organisation;
  const folder = layout.nodeFolder(mspId);
  const ports = layout.portsOf(organisation);
  return {
    peer: {
      ...peerIdentity(layout, organisation),
      id: `peer0.${domain}`,
      networkId: layout.topology.channel,
      fileSystemPath: join(folder, 'ledger'),
      ...peerServices(ports.peer),
      chaincodeListenAddress: `${host}:${String(ports.chaincodeListener)}`,
    },
    vm: { endpoint: '' },
    chaincode: {
      externalBuilders: [{ name: 'ccaas', path: builderFolder(), propagateEnvironment: [] }],
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

function peerIdentity(layout: Layout, { mspId }: Organisation): object {
  const home = join(layout.homeOf(mspId), 'peer');
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
      rootcert: { file: trustedTlsRoots(layout, mspId) },
    },
    authentication: { timewindow: `${String(layout.topology.maxClockSkewSeconds)}s` },
  };
}

/** Gossip’s periods are those of a development network: its defaults make a cold start wait for 25 seconds. */
function peerServices(port: number): object {
  const address = `localhost:${String(port)}`;
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
        pullRetryThreshold: '5s',
        transientstoreMaxBlockRetention: 20_000,
        pushAckTimeout: '3s',
        btlPullMargin: 10,
        reconcileBatchSize: 10,
        reconcileSleepInterval: '1m',
        reconciliationEnabled: true,
        implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 0 },
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
