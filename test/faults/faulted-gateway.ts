import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { openIssuer, openWallet, readConfig } from '@databund/gateway';
import { Exchange, type CastName } from '../support/exchange';
import { getMspId } from '../support/cast';
import { readGatewayUrl, startGatewayProcess } from '../support/gateway-process';
import type { NodeProcess } from '../support/node-process';
import { putObservers } from '../support/put-observers';

/** A gateway in a process of its own, which can be killed and started again at the same port. */
export class FaultedGateway {
  private process: NodeProcess | undefined;
  private port = '0';
  private address = '';

  private constructor(
    readonly exchange: Exchange,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Opens an exchange, and starts a gateway with more settings. */
  static async open(more: Readonly<Record<string, string>> = {}): Promise<FaultedGateway> {
    const exchange = await Exchange.open({ batchTimeoutMs: 50 });
    const { operator, authority } = exchange.members;
    const { revision } = await operator.call('SetParameters', { parameters: { draftsPerDay: 100_000 } }); // The load writes drafts.
    await authority.call('AgreeToChange', { revision });
    const { profilePath, connectionProfile } = exchange.network;
    const environment = {
      DATABUND_DATA: dirname(profilePath),
      DATABUND_WALLET_KEY: randomBytes(32).toString('hex'),
      DATABUND_LOG_LEVEL: 'fatal',
      ...more,
    };
    const wallet = openWallet(readConfig(environment));
    for (const { credentials } of Object.values(exchange.members)) wallet.put(credentials);
    await putObservers(wallet, exchange.network, Object.keys(connectionProfile.organisations));
    const gateway = new FaultedGateway(exchange, environment);
    await gateway.start();
    return gateway;
  }

  /** The folder of the gateway's own files. */
  get data(): string {
    return this.environment['DATABUND_DATA'] ?? '';
  }

  get url(): string {
    return this.address;
  }

  /** Returns the headers of a member's requests. */
  makeHeaders(name: CastName): Readonly<Record<string, string>> {
    const token = openIssuer(readConfig(this.environment)).issue(
      { participantId: this.exchange.members[name].id, mspId: getMspId(name) },
      86_400,
    );
    return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  /** Starts the process, and returns when it listens. */
  async start(): Promise<void> {
    this.process = startGatewayProcess(['serve'], { ...this.environment, DATABUND_PORT: this.port });
    this.address = await readGatewayUrl(this.process);
    ({ port: this.port } = new URL(this.address));
  }

  signal(signal: NodeJS.Signals): void {
    this.process?.signal(signal);
  }

  /** Kills the process as a failing machine does. */
  async kill(): Promise<void> {
    await this.process?.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async close(): Promise<void> {
    await this.process?.end();
    await this.exchange.close();
  }
}
