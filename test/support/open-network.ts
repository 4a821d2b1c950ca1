import { openDevnetNetwork } from './devnet-network';
import { openNativeFabricNetwork } from './native-fabric-network';
import type { FabricNetwork, NetworkOptions } from './fabric-network';
import { TestError } from './test-error';

/** Starts the network named by DATABUND_TEST_NETWORK with a chaincode; the devnet by default. @throws TestError NO_SUCH_NETWORK */
export async function openNetwork(options: NetworkOptions = {}): Promise<FabricNetwork> {
  const name = process.env['DATABUND_TEST_NETWORK'] ?? 'devnet';
  if (name === 'devnet') return openDevnetNetwork(options);
  if (name === 'fabric') return openNativeFabricNetwork(options);
  throw new TestError('NO_SUCH_NETWORK', `DATABUND_TEST_NETWORK is "${name}", but must be devnet or fabric.`);
}
