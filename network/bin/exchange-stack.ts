import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTopology, type Topology } from '../topology';
import { credentialsOf, readCast, type CastMember } from './cast';
import { Process, StepFailed } from './process';

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

const packageOf = (name: string) => dirname(require.resolve(`@databund/${name}/package.json`));
const scripts = {
  chaincode: () => require.resolve('fabric-shim/cli.js'),
  devnet: () => join(packageOf('network'), 'dist', 'devnet', 'src', 'main.js'),
  fabric: () => join(packageOf('network'), 'dist', 'fabric', 'src', 'main.js'),
  gateway: () => join(packageOf('gateway'), 'dist', 'main.js'),
  client: () => join(packageOf('client'), 'dist', 'cli', 'main.js'),
};

/** Network, chaincode and gateway, each a process, founded and with its cast; its state stays in its folder. */
export class ExchangeStack {
  readonly topology: Topology = readTopology();
  readonly cast: readonly CastMember[];
  private readonly processes: Process[] = [];
  private ports: NetworkReady['ports'] | undefined;
  private address: string | undefined;

  private constructor(private readonly options: StackOptions) {
    mkdirSync(options.data, { recursive: true, mode: 0o700 });
    this.cast = readCast(options.data);
  }

  /** Starts everything, in the order in which the parts need each other; what was started is ended where a part fails. */
  static async start(options: StackOptions): Promise<ExchangeStack> {
    const stack = new ExchangeStack(options);
    try {
      await stack.startNetwork();
      const tokens = await stack.enrol();
      await stack.found();
      await stack.startGateway();
      stack.writeProfiles(tokens);
      await stack.admitAll();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** The gateway’s address. */
  get url(): string {
    return this.address ?? '';
  }

  /** The ports of orderer, peers and chaincode. */
  get networkPorts(): NetworkReady['ports'] | undefined {
    return this.ports;
  }

  /** The file of the cast’s command-line profiles. */
  get profilesPath(): string {
    return join(this.options.data, 'profiles.json');
  }

  /** The connection profile of the network. */
  get connectionPath(): string {
    return join(this.options.data, 'connection.json');
  }

  /** The token of a member of the cast. */
  tokenOf(name: string): string {
    const { profiles } = JSON.parse(readFileSync(this.profilesPath, 'utf8')) as {
      readonly profiles: Readonly<Record<string, { readonly token: string }>>;
    };
    return profiles[name]?.token ?? '';
  }

  /** Runs the command line as a member of the cast and answers its JSON. @throws StepFailed */
  async run(as: string, ...words: string[]): Promise<unknown> {
    const out = await Process.run(`databund ${words.slice(0, 2).join(' ')}`, [scripts.client(), '--json', '--profile', as, ...words], {
      DATABUND_CONFIG: this.profilesPath,
    });
    return JSON.parse(out);
  }

  /** Calls back when a part ends by itself. */
  onFailure(listener: (name: string, said: string) => void): void {
    for (const each of this.processes) each.onEnd((said) => listener(each.name, said));
  }

  /** Ends gateway, network and chaincode, in this order. */
  async stop(): Promise<void> {
    for (const each of this.processes.splice(0).reverse()) await each.end();
  }

  /** On the devnet the chaincode begins to listen while the network starts; Fabric’s peers first say what they call it. */
  private async startNetwork(): Promise<void> {
    const { data, network, portBase } = this.options;
    const { name, version, port } = this.topology.chaincode;
    const address = `127.0.0.1:${String(portBase === undefined ? port : portBase - this.topology.orderer.port + port)}`;
    const networkArgs = [
      '--data',
      data,
      '--chaincode-address',
      address,
      ...(portBase === undefined ? [] : ['--port-base', String(portBase)]),
    ];
    this.options.onStep(`starting ${network === 'devnet' ? 'the devnet' : 'real Fabric'} and the chaincode`);
    const started = Process.start(network, [scripts[network](), ...networkArgs]);
    this.processes.push(started);
    if (network === 'devnet') this.startChaincode(address, `${name}:${version}`);
    const { ports, chaincodeId } = await started.firstLine<NetworkReady>();
    if (chaincodeId !== undefined) this.startChaincode(address, chaincodeId);
    this.ports = ports;
  }

  private startChaincode(address: string, id: string): void {
    const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', packageOf('chaincode')];
    this.processes.push(Process.start('chaincode', [scripts.chaincode(), ...args], { CORE_CHAINCODE_LOGGING_LEVEL: 'critical' }));
  }

  /** The gateway takes the cast’s identities, and gives a token for each. */
  private async enrol(): Promise<Readonly<Record<string, string>>> {
    const organisations = join(this.options.data, this.options.network, 'organisations');
    const enrolments = await Promise.all(
      this.cast.map(async (member) => ({
        mspId: member.mspId,
        participantId: member.participantId,
        ...(await credentialsOf(member, organisations)),
      })),
    );
    const input = join(this.options.data, 'enrolments.json');
    writeFileSync(input, JSON.stringify(enrolments), { mode: 0o600 });
    return JSON.parse(await this.gateway('wallet', 'enrol', '--input', input)) as Record<string, string>;
  }

  private async found(): Promise<void> {
    const done = join(this.options.data, 'founded.json');
    if (existsSync(done)) return;
    this.options.onStep('founding the exchange');
    const [operator, authority] = ['operator', 'authority'].map((name) => this.member(name));
    const input = join(this.options.data, 'founding.json');
    const first = (member: CastMember | undefined) => ({ id: member?.participantId, name: member?.title });
    const organisations = this.topology.organisations.map(({ mspId, roles }) => ({ mspId, roles }));
    const founding = {
      operatorMspId: operator?.mspId,
      authorityMspId: authority?.mspId,
      organisations,
      operator: first(operator),
      authority: first(authority),
    };
    writeFileSync(input, JSON.stringify(founding, undefined, 2));
    const admin = join(this.options.data, this.options.network, 'organisations', operator?.mspId ?? '', 'admin');
    const words = [
      'exchange',
      'found',
      '--msp',
      operator?.mspId ?? '',
      '--cert',
      join(admin, 'cert.pem'),
      '--key',
      join(admin, 'key.pem'),
      '--input',
      input,
    ];
    await this.gateway(...words).catch(unless('ALREADY_EXISTS'));
    writeFileSync(done, '{}');
  }

  private async startGateway(): Promise<void> {
    this.options.onStep('starting the gateway');
    const gateway = Process.start('gateway', [scripts.gateway(), 'serve'], this.gatewayEnvironment());
    this.processes.push(gateway);
    this.address = (await gateway.firstLine<{ readonly url: string }>()).url;
  }

  private writeProfiles(tokens: Readonly<Record<string, string>>): void {
    const profiles = this.cast.map(({ name, participantId }) => [
      name,
      { url: this.url, token: tokens[participantId], participant: participantId },
    ]);
    writeFileSync(
      this.profilesPath,
      `${JSON.stringify({ current: 'operator', profiles: Object.fromEntries(profiles) as object }, undefined, 2)}\n`,
      { mode: 0o600 },
    );
  }

  /** All but the first operator and authority, whom the founding named. */
  private async admitAll(): Promise<void> {
    const done = join(this.options.data, 'admitted.json');
    if (existsSync(done)) return;
    this.options.onStep('registering and admitting the participants');
    const others = this.cast.filter(({ name }) => name !== 'operator' && name !== 'authority');
    for (const { name, participantId, title, roles } of others) {
      const words = ['--id', participantId, '--name', JSON.stringify(title), '--roles', JSON.stringify(roles)];
      await this.run(name, 'participant', 'register', ...words).catch(unless('ALREADY_EXISTS'));
      await this.run('operator', 'participant', 'admit', participantId).catch(unless('ACTION_NOT_ALLOWED'));
    }
    writeFileSync(done, '{}');
  }

  private member(name: string): CastMember | undefined {
    return this.cast.find((each) => each.name === name);
  }

  private gateway(...words: string[]): Promise<string> {
    return Process.run(`gateway ${words.slice(0, 2).join(' ')}`, [scripts.gateway(), ...words], this.gatewayEnvironment());
  }

  private gatewayEnvironment(): Readonly<Record<string, string>> {
    return {
      DATABUND_DATA: this.options.data,
      DATABUND_PORT: String(this.options.gatewayPort),
      DATABUND_LOG_LEVEL: process.env['DATABUND_LOG_LEVEL'] ?? 'warn',
    };
  }
}

/** A step that an earlier, broken start has done already is done. */
function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof StepFailed) || !error.message.includes(code)) throw error;
  };
}
