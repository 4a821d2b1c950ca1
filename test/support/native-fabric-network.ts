import { readExchangeTopology } from '@databund/exchange/internal/exchange-topology';
import { findBinaries, NativeFabric, packChaincode } from '@databund/fabric-network';
import type { FabricNetwork, NetworkFeature, NetworkOptions } from './fabric-network';
import { waitForListener } from './free-ports';
import { findPlace, LocalNetwork } from './local-network';
import { PeerHeights } from './peer-heights';
import { TestError } from './test-error';

const firstPort = 27_000;

/** Starts the processes of real Fabric and a chaincode, in a folder and on ports of their own. */
export async function openNativeFabricNetwork(options: NetworkOptions): Promise<FabricNetwork> {
  const network = new NativeFabricNetwork(await findPlace('fabric', firstPort), options);
  await network.start();
  return network;
}

class NativeFabricNetwork extends LocalNetwork {
  protected readonly name = 'fabric';
  protected readonly features: ReadonlySet<NetworkFeature> = new Set(['kill', 'chaincode-restart', 'expired-identity']);
  private fabric: NativeFabric | undefined;
  private heights: PeerHeights | undefined;

  readPublicState(): Promise<never> {
    return Promise.reject(new TestError('NOT_SUPPORTED', 'Real Fabric peers have no interface to their whole state.'));
  }

  async waitForBlock(block: bigint): Promise<void> {
    this.heights ??= new PeerHeights(this);
    await this.heights.waitFor(block);
  }

  override async stop(): Promise<void> {
    await this.heights?.close();
    await super.stop();
  }

  protected async findChaincodeId(address: string): Promise<string> {
    const { id } = await packChaincode(this.chaincodeName, readExchangeTopology().chaincode.version, address);
    return id;
  }

  protected waitForChaincode(port: number): Promise<void> {
    return waitForListener(port);
  }

  protected async startNetwork(): Promise<void> {
    const { batchTimeoutMs, executeTimeoutMs, maxMessageCount } = this.options;
    this.fabric = await NativeFabric.start(readExchangeTopology(), {
      dataFolder: this.data,
      binaries: findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? ''),
      portBase: this.portBase,
      batchTimeoutMs: batchTimeoutMs === 0 ? undefined : batchTimeoutMs,
      executeTimeoutMs,
      maxMessageCount,
      chaincode: {
        name: this.chaincodeName,
        address: this.sharedAddress,
        addressOf: this.ownAddresses,
      },
    });
  }

  protected async stopNetwork(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.fabric?.stop(signal);
  }
}
