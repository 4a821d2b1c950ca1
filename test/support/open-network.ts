import { openDevnetNetwork } from './devnet-network';
import { openNativeFabricNetwork } from './native-fabric-network';
import type { FabricNetwork, NetworkOptions } from './fabric-network';

/** Starts the network that `DATABUND_TEST_NETWORK` names, with a chaincode on it; the devnet by default. */
export async function openNetwork(options: NetworkOptions = {}): Promise<FabricNetwork> {
  const name = process.env['DATABUND_TEST_NETWORK'] ?? 'devnet';
  if (name === 'devnet') return openDevnetNetwork(options);
  if (name === 'fabric') return openNativeFabricNetwork(options);
  throw new Error(`DATABUND_TEST_NETWORK names no network: ${name}`);
}
