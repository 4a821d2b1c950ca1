import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkPortsFree,
  advertisedHost,
  computePorts,
  host,
  isListening,
  issueOrganisation,
  writeConnectionProfile,
  type ChaincodeChoice,
  type Network,
  type NetworkOptions,
  type Organisation,
  type Ports,
  type RunningNetwork,
  type Topology,
} from '@databund/devnet';
import { findBinaries, type Binaries } from './binaries';
import { packChaincode } from './chaincode-package';
import { makeGenesisBlock } from './channel';
import { isDeployed, keepDeployment } from './deployment';
import { joinOrderer, joinPeers } from './join-channel';
import { Layout } from './layout';
import { deployChaincode } from './lifecycle';
import { gossipPeriodMs, writeNodeConfigs } from './node-config';
import { readMetric } from './node-metrics';
import { NodeProcess } from './node-process';
import { PeerCommand } from './peer-command';

/** Options of real Fabric. */
export interface NativeFabricOptions extends NetworkOptions {
  /** Fabric's programs; by default those in the folder FABRIC_BIN, or on PATH. */
  readonly binaries?: Binaries;
}

const hourMs = 3_600_000;
const startTimeoutMs = 60_000;
const gossipSettleMs = 2.5 * gossipPeriodMs;

/** Fabric's own orderer and peers, as processes on this machine. */
export const nativeFabric: Network = {
  name: 'fabric-processes',
  description: "Runs Fabric's own orderer and peers, from FABRIC_BIN or PATH, as processes on this machine.",
  ranges: {
    maxMessageCount: { min: 1, max: 1_000_000 },
    batchTimeoutMs: { min: 1, max: hourMs },
    // Fabric replaces anything below one second by its default.
    executeTimeoutMs: { min: 1_000, max: hourMs },
  },
  start: (topology, options) => NativeFabric.start(topology, options),
};

/** A running network of Fabric's orderer and peers; its state stays in its folder. */
export class NativeFabric implements RunningNetwork {
  private readonly processes: NodeProcess[] = [];
  private packageId: string | undefined;

  private constructor(
    private readonly layout: Layout,
    private readonly options: NativeFabricOptions & { readonly binaries: Binaries },
    readonly chaincode: ChaincodeChoice,
  ) {}

  /** Starts the network of a topology; the first start creates identities, channel and chaincode definition. @throws FabricNetworkError, or DevnetError PORT_TAKEN */
  static async start(topology: Topology, options: NativeFabricOptions): Promise<NativeFabric> {
    const binaries = options.binaries ?? findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
    const layout = new Layout(topology, options.dataFolder, options.portBase);
    const chaincode = { name: topology.chaincode.name, address: `${host}:${String(layout.chaincodePort)}`, ...options.chaincode };
    const network = new NativeFabric(layout, { ...options, binaries }, chaincode);
    try {
      await network.open();
      return network;
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  /** Path of the connection profile. */
  get profile(): string {
    return this.layout.profilePath;
  }

  get ports(): Ports {
    return computePorts(this.layout.topology, this.layout.ordererPorts.orderer);
  }

  /** The package id of the chaincode, under which the peers accept its server. */
  get chaincodeId(): string | undefined {
    return this.packageId;
  }

  /** Calls back with the end of the log if a node ends by itself. */
  onFailure(listener: (message: string) => void): void {
    for (const node of this.processes) {
      node.onEnd((logEnd) => {
        if (this.processes.includes(node)) listener(`${node.name} ended by itself: ${logEnd}`);
      });
    }
  }

  /** Ends every process; SIGKILL simulates a power failure. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all(this.processes.splice(0).map((node) => node.end(signal)));
  }

  private async open(): Promise<void> {
    const { layout, options, chaincode } = this;
    const { topology, organisations } = layout;
    // Fabric's own programs would end, and the other process would be taken for them.
    await checkPortsFree(layout.nodePorts);
    const isNew = !isDeployed(layout, chaincode);
    await this.issueOrganisations();
    writeNodeConfigs(layout, options);
    const command = new PeerCommand(layout, options.binaries);
    if (isNew) await makeGenesisBlock(layout, command, options);
    await this.startNodes();
    if (isNew) await this.deploy(command);
    await this.settle();
    this.packageId = (await packChaincode(chaincode.name, topology.chaincode.version, chaincode.address)).id;
    const { ports } = this;
    writeConnectionProfile(layout.profilePath, topology, { chaincode: chaincode.name, host: advertisedHost, ports, organisations });
  }

  private async issueOrganisations(): Promise<void> {
    const { organisations: folder, topology } = this.layout;
    const { orderer, organisations } = topology;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await issueOrganisation(folder, { mspId: orderer.mspId, domain: orderer.domain, node: 'orderer' });
    for (const { mspId, domain } of organisations) await issueOrganisation(folder, { mspId, domain, node: 'peer' });
  }

  /** Starts one peer after another: two that dial each other at once close each other's connection and wait five seconds. */
  private async startNodes(): Promise<void> {
    const { layout } = this;
    const { orderer, organisations } = layout.topology;
    await this.startNode('orderer', orderer.mspId, layout.ordererPorts.admin);
    for (const organisation of organisations) await this.startNode('peer', organisation.mspId, layout.computePorts(organisation).peer);
  }

  private async startNode(kind: 'orderer' | 'peer', mspId: string, port: number): Promise<void> {
    const args = kind === 'peer' ? ['node', 'start'] : [];
    const files = { name: `the ${kind} of ${mspId}`, folder: this.layout.locateNode(mspId), log: this.layout.locateLog(mspId) };
    const node = NodeProcess.start(this.options.binaries[kind], args, files);
    this.processes.push(node);
    await node.waitUntil(() => isListening(port), startTimeoutMs);
  }

  private async deploy(command: PeerCommand): Promise<void> {
    const { layout, chaincode } = this;
    await joinOrderer(layout, command);
    await this.waitForLeader();
    await joinPeers(layout, command);
    await deployChaincode(layout, command, chaincode);
    keepDeployment(layout, chaincode);
  }

  /** Waits until the orderer leads and every peer knows the others and which chaincodes they have installed. */
  private async settle(): Promise<void> {
    const { organisations } = this.layout.topology;
    await this.waitForLeader();
    const hasFoundAll = async (organisation: Organisation) => {
      const known = await readMetric(this.layout.computePorts(organisation).operations, 'gossip_membership_total_peers_known');
      return (known ?? 0) >= organisations.length - 1;
    };
    for (const organisation of organisations) await this.waitUntil(() => hasFoundAll(organisation));
    await sleep(gossipSettleMs);
  }

  private waitForLeader(): Promise<void> {
    return this.waitUntil(async () => (await readMetric(this.layout.ordererPorts.operations, 'consensus_etcdraft_is_leader')) === 1);
  }

  private async waitUntil(isReady: () => Promise<boolean>): Promise<void> {
    for (const node of this.processes) await node.waitUntil(isReady, startTimeoutMs);
  }
}
