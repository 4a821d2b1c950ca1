import { Type, type Static } from '@sinclair/typebox';
import { computePorts, host } from '@databund/devnet/internal/ports';
import { ExchangeFolder } from './exchange-folder';
import { topologyPath } from './exchange-topology';
import { completeFounding } from './found-exchange';
import { completeFoundingFile } from './exchange-document';
import { scripts } from './packages';
import type { ParticipantProblem } from './participant-problem';
import { requireFreePort } from './port-holder';
import { renewTokens } from './renew-tokens';
import { ScriptProcess } from './script-process';

/** The options of an exchange on this machine. */
export interface StackOptions {
  readonly data: string;
  readonly network: 'devnet' | 'fabric';
  /** The orderer's port; all other ports of the network shift with it. */
  readonly portBase?: number | undefined;
  /** 0 for any free port. */
  readonly gatewayPort: number;
  readonly onStep: (text: string) => void;
}

/** The processes of an exchange, in the order in which they are stopped. */
export const partNames = ['gateway', 'network', 'chaincode'] as const;
export type PartName = (typeof partNames)[number];

const NetworkReady = Type.Object({
  /** The id under which peers of real Fabric call the chaincode. */
  chaincodeId: Type.Optional(Type.String()),
  ports: Type.Object({ orderer: Type.Integer(), chaincode: Type.Integer(), peers: Type.Record(Type.String(), Type.Integer()) }),
});
type NetworkPorts = Static<typeof NetworkReady>['ports'];
const GatewayReady = Type.Object({ url: Type.String() });

/** Network, chaincode and gateway, each in a process of its own; founded, with its cast. All state is in the data folder. */
export class ExchangeStack {
  private readonly parts = new Map<PartName, ScriptProcess>();
  private chaincodeId: string;
  private ports: NetworkPorts | undefined;
  private address: string | undefined;
  private found: readonly ParticipantProblem[] = [];
  private reportBroken: (error: unknown) => void = () => undefined;
  private broken = this.watchParts();

  private constructor(
    private readonly options: StackOptions,
    readonly folder: ExchangeFolder,
  ) {
    const { name, version } = folder.topology.chaincode;
    this.chaincodeId = `${name}:${version}`;
  }

  /** Opens the data folder; `start` starts the processes, and the caller calls `stop` even if that fails. */
  static async open(options: StackOptions): Promise<ExchangeStack> {
    return new ExchangeStack(options, await ExchangeFolder.open(options.data, options.network));
  }

  /** Opens and starts an exchange; stops what was started if a part fails. */
  static async start(options: StackOptions): Promise<ExchangeStack> {
    const stack = await ExchangeStack.open(options);
    try {
      await stack.start();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Starts all parts, then founds the exchange and admits its cast as far as that is missing. */
  start(): Promise<void> {
    return this.runWhileWhole(this.startAll());
  }

  /** Stops parts in order and starts them again; the ledger, ports and tokens stay as they are. May be called again after it has failed. */
  restart(names: readonly PartName[]): Promise<void> {
    this.broken = this.watchParts();
    return this.runWhileWhole(this.restartParts(names));
  }

  /** Waits for a step that needs all parts. @throws SetupError PROCESS_FAILED as soon as a part stops unexpectedly */
  runWhileWhole<T>(step: Promise<T>): Promise<T> {
    return Promise.race([step, this.broken]);
  }

  /** Rejects when a part stops unexpectedly. @throws SetupError PROCESS_FAILED */
  waitUntilBroken(): Promise<never> {
    return this.broken;
  }

  /** The parts that do not run. */
  get stoppedParts(): readonly PartName[] {
    return partNames.filter((name) => this.parts.get(name)?.hasExited ?? true);
  }

  /** The address of the gateway. */
  get url(): string {
    return this.address ?? '';
  }

  /** The ports of orderer, peers and chaincode. */
  get networkPorts(): NetworkPorts | undefined {
    return this.ports;
  }

  /** The participants of the cast that cannot act. */
  get problems(): readonly ParticipantProblem[] {
    return this.found;
  }

  /** The token of a member of the cast. @throws UsageError PROFILE_MISSING */
  getToken(name: string): string {
    return this.folder.profiles.get(name).token;
  }

  /** Stops gateway, network and chaincode in this order: open requests need the parts behind. Kills a part after a timeout in milliseconds. */
  async stop(timeoutMs?: number): Promise<void> {
    for (const name of partNames) await this.stopPart(name, timeoutMs);
  }

  /** Makes the promise that rejects when a part stops unexpectedly. */
  private watchParts(): Promise<never> {
    const broken = new Promise<never>((_, reject) => (this.reportBroken = reject));
    broken.catch(() => undefined); // Handled by those who wait for a part.
    return broken;
  }

  private async stopPart(name: PartName, timeoutMs?: number): Promise<void> {
    await this.parts.get(name)?.end(timeoutMs);
    this.parts.delete(name);
  }

  private async startAll(): Promise<void> {
    const { folder, options } = this;
    await this.requireFreePorts();
    options.onStep(`starting ${options.network === 'devnet' ? 'the devnet' : 'real Fabric'} and the chaincode`);
    await this.startNetwork(true);
    const { tokens, problems } = await renewTokens(folder);
    options.onStep('starting the gateway');
    await this.startGateway();
    await folder.saveProfiles(folder.cast, this.url, tokens);
    const others = await completeFounding(folder, options.onStep);
    this.found = [...problems, ...others.filter(({ name }) => !problems.some((problem) => problem.name === name))];
  }

  private async restartParts(names: readonly PartName[]): Promise<void> {
    for (const name of partNames) if (names.includes(name)) await this.stopPart(name);
    if (names.includes('network')) await this.startNetwork(names.includes('chaincode'));
    else if (names.includes('chaincode')) this.startChaincode(this.chaincodeId);
    if (names.includes('gateway')) await this.startGateway();
  }

  private async requireFreePorts(): Promise<void> {
    const { orderer, chaincode, peers } = computePorts(this.folder.topology, this.options.portBase);
    for (const port of [orderer, chaincode, ...peers.values()]) await requireFreePort(port, 'move the network with --port-base');
    if (this.options.gatewayPort !== 0) await requireFreePort(this.options.gatewayPort, 'choose another with DATABUND_PORT');
  }

  /** The devnet starts together with its chaincode; the peers of real Fabric first print the id by which they call it. */
  private async startNetwork(withChaincode: boolean): Promise<void> {
    const { data, network, portBase } = this.options;
    const args = ['--data', data, '--topology', topologyPath, '--chaincode-address', this.chaincodeAddress];
    if (portBase !== undefined) args.push('--port-base', String(portBase));
    const started = this.add('network', ScriptProcess.start(network, [scripts[network], ...args]));
    if (withChaincode && network === 'devnet') this.startChaincode(this.chaincodeId);
    const { ports, chaincodeId } = await started.readFirstLine(NetworkReady);
    this.ports = ports;
    if (chaincodeId === undefined) return;
    this.chaincodeId = chaincodeId;
    if (withChaincode && network === 'fabric') this.startChaincode(chaincodeId);
  }

  private get chaincodeAddress(): string {
    return `${host}:${String(computePorts(this.folder.topology, this.options.portBase).chaincode)}`;
  }

  private startChaincode(id: string): void {
    const args = ['--chaincode-address', this.chaincodeAddress, '--chaincode-id', id, '--founding', completeFoundingFile(this.folder).hash];
    const quiet = { CORE_CHAINCODE_LOGGING_LEVEL: 'critical', NODE_NO_WARNINGS: '1' }; // The warnings are about code of fabric-shim.
    this.add('chaincode', ScriptProcess.start('chaincode', [scripts.chaincode, ...args], quiet));
  }

  /** After a restart the gateway listens on the port that it had. */
  private async startGateway(): Promise<void> {
    const port = this.address === undefined ? String(this.options.gatewayPort) : new URL(this.address).port;
    const environment = { ...this.folder.makeGatewayEnvironment(), DATABUND_PORT: port };
    const gateway = this.add('gateway', ScriptProcess.start('gateway', [scripts.gateway, 'serve'], environment));
    this.address = (await gateway.readFirstLine(GatewayReady)).url;
  }

  private add(name: PartName, part: ScriptProcess): ScriptProcess {
    this.parts.set(name, part);
    part.waitForFailure().catch((error: unknown) => this.reportBroken(error));
    return part;
  }
}
