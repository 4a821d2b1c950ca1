import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { issueOrganisation } from '@databund/devnet/internal/msp/issuer';
import type { Organisation, Topology } from '@databund/devnet/internal/topology';
import type { Binaries } from './binaries';
import { makeGenesisBlock } from './channel';
import { writeConnectionProfile } from './connection-profile';
import { isDeployed, keepDeployment } from './deployment';
import { joinOrderer, joinPeers } from './join-channel';
import { Layout } from './layout';
import { deployChaincode, type ChaincodeChoice } from './lifecycle';
import { gossipPeriodMs, host, writeNodeConfigs } from './node-config';
import { NodeProcess } from './node-process';
import { PeerCommand } from './peer-command';
import { listens, metric } from './readiness';
import { refuseTakenPorts } from './taken-ports';

/** How a native network is started. */
export interface NativeFabricOptions {
  readonly dataFolder: string;
  readonly binaries: Binaries;
  /** The orderer’s port; the others move with it. */
  readonly portBase?: number | undefined;
  readonly maxMessageCount?: number | undefined;
  readonly batchTimeoutMs?: number | undefined;
  /** How long a transaction may run in the chaincode; Fabric takes a second at least. */
  readonly executeTimeoutMs?: number | undefined;
  /** Another chaincode than the topology’s, or elsewhere. */
  readonly chaincode?: Partial<ChaincodeChoice>;
}

const startTimeoutMs = 60_000;
const gossipSettleMs = 2.5 * gossipPeriodMs;

/** A network of Fabric’s own orderer and peers, processes on this machine; its state stays in its folder. */
export class NativeFabric {
  private readonly processes: NodeProcess[] = [];

  private constructor(
    private readonly layout: Layout,
    private readonly options: NativeFabricOptions,
    readonly chaincode: ChaincodeChoice,
  ) {}

  /** Starts the network of a topology; the first time it makes identities, channel and chaincode definition. */
  static async start(topology: Topology, options: NativeFabricOptions): Promise<NativeFabric> {
    const layout = new Layout(topology, options.dataFolder, options.portBase);
    const chaincode = { name: topology.chaincode.name, address: `127.0.0.1:${String(layout.chaincodePort)}`, ...options.chaincode };
    const network = new NativeFabric(layout, options, chaincode);
    try {
      await network.run();
      return network;
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  get profilePath(): string {
    return this.layout.profilePath;
  }

  get ports(): { readonly orderer: number; readonly chaincode: number; readonly peers: ReadonlyMap<string, number> } {
    const peers = this.layout.topology.organisations.map(
      (organisation) => [organisation.mspId, this.layout.portsOf(organisation).peer] as const,
    );
    return { orderer: this.layout.ordererPorts.orderer, chaincode: this.layout.chaincodePort, peers: new Map(peers) };
  }

  /** Calls back when a node ends by itself, with its log’s end. */
  onFailure(listener: (node: string, said: string) => void): void {
    for (const each of this.processes) {
      each.onEnd((said) => {
        if (this.processes.includes(each)) listener(each.name, said);
      });
    }
  }

  /** Ends every process. `SIGKILL` is how a machine dies. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all(this.processes.splice(0).map((each) => each.end(signal)));
  }

  private async run(): Promise<void> {
    const { layout, options, chaincode } = this;
    await refuseTakenPorts(host, layout.nodePorts);
    const isNew = !isDeployed(layout, chaincode);
    await this.issueAll();
    writeNodeConfigs(layout, options);
    const command = new PeerCommand(layout, options.binaries);
    if (isNew) await makeGenesisBlock(layout, command, options);
    await this.startNodes();
    if (isNew) await this.deploy(command);
    await this.settle();
    writeConnectionProfile(layout, chaincode.name);
  }

  private async issueAll(): Promise<void> {
    const { orderer, organisations } = this.layout.topology;
    mkdirSync(this.layout.organisations, { recursive: true, mode: 0o700 });
    await issueOrganisation(this.layout.organisations, { mspId: orderer.mspId, domain: orderer.domain, node: 'orderer' });
    for (const { mspId, domain } of organisations) await issueOrganisation(this.layout.organisations, { mspId, domain, node: 'peer' });
  }

  /** The peers one after the other: two that dial each other at once close each other’s connection, and wait five seconds. */
  private async startNodes(): Promise<void> {
    const { layout } = this;
    const { orderer, organisations } = layout.topology;
    await this.startNode('orderer', orderer.mspId, layout.ordererPorts.admin);
    for (const organisation of organisations) await this.startNode('peer', organisation.mspId, layout.portsOf(organisation).peer);
  }

  private async startNode(kind: 'orderer' | 'peer', mspId: string, port: number): Promise<void> {
    const folder = this.layout.nodeFolder(mspId);
    const args = kind === 'peer' ? ['node', 'start'] : [];
    const files = { name: `the ${kind} of ${mspId}`, folder, log: join(folder, 'log') };
    const node = NodeProcess.start(this.options.binaries[kind], args, files);
    this.processes.push(node);
    await node.until(() => listens(port), startTimeoutMs);
  }

  private async deploy(command: PeerCommand): Promise<void> {
    const { layout, chaincode } = this;
    await joinOrderer(layout, command);
    await this.untilOrdererLeads();
    await joinPeers(layout, command);
    await deployChaincode(layout, command, chaincode);
    keepDeployment(layout, chaincode);
  }

  /** The orderer leads, every peer knows the others, and has had the time to hear what they have installed. */
  private async settle(): Promise<void> {
    const { organisations } = this.layout.topology;
    await this.untilOrdererLeads();
    const knowsAll = async (organisation: Organisation) =>
      ((await metric(this.layout.portsOf(organisation).operations, 'gossip_membership_total_peers_known')) ?? 0) >=
      organisations.length - 1;
    for (const organisation of organisations) await this.until(() => knowsAll(organisation));
    await new Promise((resolve) => setTimeout(resolve, gossipSettleMs));
  }

  private untilOrdererLeads(): Promise<void> {
    return this.until(async () => (await metric(this.layout.ordererPorts.operations, 'consensus_etcdraft_is_leader')) === 1);
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    for (const each of this.processes) await each.until(holds, startTimeoutMs);
  }
}
