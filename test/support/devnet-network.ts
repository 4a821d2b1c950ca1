import { dirname, join } from 'node:path';
import type { FabricNetwork, NetworkFeature, NetworkOptions, PublicState } from './fabric-network';
import { topologyPath } from '@databund/exchange/internal/exchange-topology';
import { findPlace, LocalNetwork } from './local-network';
import { NodeProcess } from './node-process';
import { readPublicState } from './public-state';

const script = join(dirname(require.resolve('@databund/devnet/package.json')), 'dist', 'main.js');
const firstPort = 17_000;

/** Starts a devnet and a chaincode as processes, in a folder and on ports of their own. */
export async function openDevnetNetwork(options: NetworkOptions): Promise<FabricNetwork> {
  const network = new DevnetNetwork(await findPlace('devnet', firstPort), options);
  await network.start();
  return network;
}

class DevnetNetwork extends LocalNetwork {
  protected readonly name = 'devnet';
  protected readonly features: ReadonlySet<NetworkFeature> = new Set(['kill', 'chaincode-restart', 'expired-identity', 'public-state']);
  private devnet: NodeProcess | undefined;

  /** Resolves at once, because the devnet's peers share one ledger. */
  waitForBlock(): Promise<void> {
    return Promise.resolve();
  }

  async readPublicState(): Promise<PublicState> {
    await this.stopNetwork('SIGTERM');
    return readPublicState(join(this.data, 'devnet', 'ledger'), this.chaincodeName);
  }

  protected findChaincodeId(): Promise<string> {
    return Promise.resolve(`${this.chaincodeName}:1.0`);
  }

  /** Resolves at once, because the devnet waits for its chaincode. */
  protected waitForChaincode(): Promise<void> {
    return Promise.resolve();
  }

  protected async startNetwork(): Promise<void> {
    const { batchTimeoutMs, executeTimeoutMs, maxMessageCount } = this.options;
    const args = [
      ...['--data', this.data, '--topology', topologyPath, '--port-base', String(this.portBase)],
      ...['--chaincode', this.chaincodeName, '--chaincode-address', this.sharedAddress],
      ...Object.entries(this.ownAddresses).flatMap(([mspId, address]) => ['--chaincode-address-of', `${mspId}=${address}`]),
      ...(batchTimeoutMs === undefined ? [] : ['--batch-timeout', String(batchTimeoutMs)]),
      ...(maxMessageCount === undefined ? [] : ['--max-message-count', String(maxMessageCount)]),
      ...(executeTimeoutMs === undefined ? [] : ['--execute-timeout', String(executeTimeoutMs)]),
    ];
    this.devnet = NodeProcess.start([script, ...args]);
    await this.devnet.readLine();
  }

  protected async stopNetwork(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.devnet?.end(signal);
  }
}
