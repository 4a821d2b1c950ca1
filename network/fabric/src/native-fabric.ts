import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { issueOrganisation } from '../../devnet/src/msp/issuer';
import type { Organisation, Topology } from '../../topology';
import type { Binaries } from './binaries';
import { writeChannelConfig } from './channel';
import { Layout } from './layout';
import { deployChaincode, type ChaincodeChoice } from './lifecycle';
import { writeNodeConfigs } from './node-config';
import { NodeProcess } from './node-process';
import { PeerCommand } from './peer-command';
import { writeConnectionProfile } from './connection-profile';

/** How a native network is started. */
export interface NativeFabricOptions {
  readonly dataFolder: string;
  readonly binaries: Binaries;
  /** The orderer’s port; the others move with it. */
  readonly portBase?: number | undefined;
  readonly maxMessageCount?: number | undefined;
  readonly batchTimeoutMs?: number | undefined;
  /** Another chaincode than the topology’s, or elsewhere. */
  readonly chaincode?: Partial<ChaincodeChoice>;
}

const startTimeoutMs = 60_000;
const gossipSettleMs = 2_500; // Two and a half of the periods in which peers tell each other what they have.

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
    const { name = topology.chaincode.name, address = `127.0.0.1:${String(layout.chaincodePort)}` } = options.chaincode ?? {};
    const network = new NativeFabric(layout, options, { name, address });
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

  /** Ends every process, peers first. `SIGKILL` is how a machine dies. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all(this.processes.splice(0).map((each) => each.end(signal)));
  }

  private async run(): Promise<void> {
    const { layout, options } = this;
    const command = new PeerCommand(layout, options.binaries);
    await this.issueAll();
    writeNodeConfigs(layout);
    if (!existsSync(layout.genesisBlock)) {
      const { folder, profile } = writeChannelConfig(layout, options);
      await command.tool(
        'configtxgen',
        ['-profile', profile, '-channelID', layout.topology.channel, '-outputBlock', layout.genesisBlock],
        folder,
      );
    }
    await this.startNodes();
    const done = join(layout.home, 'deployed');
    if (!existsSync(done)) {
      await this.deploy(command);
      writeFileSync(done, '');
    }
    await this.settle();
    writeConnectionProfile(layout, this.chaincode.name);
  }

  private async issueAll(): Promise<void> {
    const { orderer, organisations } = this.layout.topology;
    mkdirSync(this.layout.organisations, { recursive: true, mode: 0o700 });
    await issueOrganisation(this.layout.organisations, { mspId: orderer.mspId, domain: orderer.domain, node: 'orderer' });
    for (const { mspId, domain } of organisations) await issueOrganisation(this.layout.organisations, { mspId, domain, node: 'peer' });
  }

  private async startNodes(): Promise<void> {
    const { layout, options } = this;
    const { orderer, organisations } = layout.topology;
    const start = (program: string, args: readonly string[], mspId: string) => {
      const folder = layout.nodeFolder(mspId);
      const node = NodeProcess.start(program, args, { folder, log: join(folder, 'log') });
      this.processes.push(node);
      return node;
    };
    const listening = [
      start(options.binaries.orderer, [], orderer.mspId).until(() => listens(layout.ordererPorts.admin), startTimeoutMs),
      ...organisations.map((organisation) =>
        start(options.binaries.peer, ['node', 'start'], organisation.mspId).until(
          () => listens(layout.portsOf(organisation).peer),
          startTimeoutMs,
        ),
      ),
    ];
    await Promise.all(listening);
  }

  private async deploy(command: PeerCommand): Promise<void> {
    const { layout } = this;
    const { channel, orderer, organisations } = layout.topology;
    const { admin, operations } = layout.ordererPorts;
    await command.tool(
      'osnadmin',
      ['channel', 'join', '--channelID', channel, '--config-block', layout.genesisBlock, '-o', `127.0.0.1:${String(admin)}`],
      layout.nodeFolder(orderer.mspId),
    );
    await this.until(async () => (await metric(operations, 'consensus_etcdraft_is_leader')) === 1);
    await Promise.all(organisations.map((organisation) => command.peer(organisation, 'channel', 'join', '-b', layout.genesisBlock)));
    await deployChaincode(layout, command, this.chaincode);
  }

  /** The orderer leads, every peer knows the others, and has had the time to hear what they have installed. */
  private async settle(): Promise<void> {
    const { organisations } = this.layout.topology;
    await this.until(async () => (await metric(this.layout.ordererPorts.operations, 'consensus_etcdraft_is_leader')) === 1);
    const knowsAll = async (organisation: Organisation) =>
      ((await metric(this.layout.portsOf(organisation).operations, 'gossip_membership_total_peers_known')) ?? 0) >=
      organisations.length - 1;
    for (const organisation of organisations) await this.until(() => knowsAll(organisation));
    await new Promise((resolve) => setTimeout(resolve, gossipSettleMs));
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    for (const each of this.processes) await each.until(holds, startTimeoutMs);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The value of a metric of a node’s, of any channel; nothing where it has none yet. */
async function metric(port: number, name: string): Promise<number | undefined> {
  const text = await fetch(`http://127.0.0.1:${String(port)}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  const [, value] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
}
