import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { computePorts, host } from '@databund/devnet';
import { ExchangeFolder, gatewayScript, packageOf } from './exchange-folder';
import { topologyPath } from './exchange-topology';
import { foundExchange } from './founding';
import { Process } from './process';
import { refuseTaken } from './taken-ports';

/** How a whole exchange is started on this machine. */
export interface StackOptions {
  readonly data: string;
  readonly network: 'devnet' | 'fabric';
  /** The orderer’s port; peers and chaincode move with it. */
  readonly portBase?: number | undefined;
  readonly gatewayPort: number;
  readonly onStep: (text: string) => void;
}

interface NetworkReady {
  /** What the peers call the chaincode, where that follows from its package. */
  readonly chaincodeId?: string;
  readonly profile: string;
  readonly ports: { readonly orderer: number; readonly chaincode: number; readonly peers: Readonly<Record<string, number>> };
}

const scripts = {
  chaincode: () => require.resolve('fabric-shim/cli.js'),
  devnet: () => join(packageOf('devnet'), 'dist', 'main.js'),
  fabric: () => join(packageOf('fabric-network'), 'dist', 'main.js'),
};

/** Network, chaincode and gateway, each a process, founded and with its cast; its state stays in its folder. */
export class ExchangeStack {
  readonly folder: ExchangeFolder;
  private readonly parts = new Map<'gateway' | 'network' | 'chaincode', Process>();
  private ports: NetworkReady['ports'] | undefined;
  private address: string | undefined;
  private breakOff: (error: unknown) => void = () => undefined;
  /** Rejects when a part ends by itself. */
  private readonly broken = new Promise<never>((_, reject) => (this.breakOff = reject));

  constructor(private readonly options: StackOptions) {
    makeFolder(options.data);
    this.folder = new ExchangeFolder(options.data, options.network);
    this.broken.catch(() => undefined); // Whoever waits for something of the parts is told.
  }

  /** A stack that serves; what was started is ended where a part fails. */
  static async start(options: StackOptions): Promise<ExchangeStack> {
    const stack = new ExchangeStack(options);
    try {
      await stack.start();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Starts everything, in the order in which the parts need each other. Whoever calls this stops it, also where it fails. */
  start(): Promise<void> {
    return this.whileWhole(this.startParts());
  }

  /** Waits for something that needs every part. @throws StepFailed as soon as a part ends by itself */
  whileWhole<T>(step: Promise<T>): Promise<T> {
    return Promise.race([step, this.broken]);
  }

  /** @throws StepFailed when a part ends by itself */
  untilBroken(): Promise<never> {
    return this.broken;
  }

  /** The gateway’s address. */
  get url(): string {
    return this.address ?? '';
  }

  /** The ports of orderer, peers and chaincode. */
  get networkPorts(): NetworkReady['ports'] | undefined {
    return this.ports;
  }

  /** The token of a member of the cast. */
  tokenOf(name: string): string {
    return this.folder.profiles.get(name).token;
  }

  /** Ends gateway, network and chaincode, in this order: what is under way still needs those behind it. Kills what takes longer. */
  async stop(withinMs?: number): Promise<void> {
    for (const name of ['gateway', 'network', 'chaincode'] as const) {
      await this.parts.get(name)?.end(withinMs);
      this.parts.delete(name);
    }
  }

  private async startParts(): Promise<void> {
    const { folder } = this;
    await this.refuseTakenPorts();
    await this.startNetwork();
    const tokens = await folder.enrol(folder.cast);
    await this.startGateway();
    folder.keepProfiles(folder.cast, this.url, tokens);
    await foundExchange(folder, this.options.onStep);
  }

  private async refuseTakenPorts(): Promise<void> {
    const { topology } = this.folder;
    const { orderer, chaincode, peers } = computePorts(topology, this.options.portBase);
    for (const port of [orderer, chaincode, ...peers.values()]) await refuseTaken(port, 'move the network with --port-base');
    if (this.options.gatewayPort !== 0) await refuseTaken(this.options.gatewayPort, 'set DATABUND_PORT');
  }

  /** On the devnet the chaincode begins to listen while the network starts; Fabric’s peers first say what they call it. */
  private async startNetwork(): Promise<void> {
    const { data, network, portBase, onStep } = this.options;
    const { topology } = this.folder;
    const { name, version } = topology.chaincode;
    const address = `${host}:${String(computePorts(topology, portBase).chaincode)}`;
    const args = [
      '--data',
      data,
      '--topology',
      topologyPath,
      '--chaincode-address',
      address,
      ...(portBase === undefined ? [] : ['--port-base', String(portBase)]),
    ];
    onStep(`starting ${network === 'devnet' ? 'the devnet' : 'real Fabric'} and the chaincode`);
    const started = this.add('network', Process.start(network, [scripts[network](), ...args]));
    if (network === 'devnet') this.startChaincode(address, `${name}:${version}`);
    const { ports, chaincodeId } = await started.firstLine<NetworkReady>();
    if (chaincodeId !== undefined) this.startChaincode(address, chaincodeId);
    this.ports = ports;
  }

  private startChaincode(address: string, id: string): void {
    const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', packageOf('chaincode')];
    const quiet = { CORE_CHAINCODE_LOGGING_LEVEL: 'critical', NODE_NO_WARNINGS: '1' }; // Node's are of fabric-shim's own code.
    this.add('chaincode', Process.start('chaincode', [scripts.chaincode(), ...args], quiet));
  }

  private add(name: 'gateway' | 'network' | 'chaincode', part: Process): Process {
    this.parts.set(name, part);
    part.failure().catch(this.breakOff);
    return part;
  }

  private async startGateway(): Promise<void> {
    this.options.onStep('starting the gateway');
    const environment = { ...this.folder.gatewayEnvironment(), DATABUND_PORT: String(this.options.gatewayPort) };
    const gateway = this.add('gateway', Process.start('gateway', [gatewayScript(), 'serve'], environment));
    this.address = (await gateway.firstLine<{ readonly url: string }>()).url;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new Error(`the data folder cannot be written (${(error as Error).message}): name another with --data or DATABUND_DATA`);
  }
}
