import { openDevnetNetwork } from './devnet-network';
import { openNativeFabricNetwork } from './native-fabric-network';
import type { FabricNetwork, NetworkOptions } from './fabric-network';
import { TestError } from './test-error';

const openers = { devnet: openDevnetNetwork, fabric: openNativeFabricNetwork } as const;

/** A network on which tests run. */
export type NetworkName = keyof typeof openers;

/** Starts a network with a chaincode; by default the one named by DATABUND_TEST_NETWORK, or the devnet. @throws TestError NO_SUCH_NETWORK */
export async function openNetwork(options: NetworkOptions = {}, name: string = readName()): Promise<FabricNetwork> {
  if (!isNetworkName(name)) throw new TestError('NO_SUCH_NETWORK', `DATABUND_TEST_NETWORK is "${name}", but must be devnet or fabric.`);
  return openers[name](options);
}

function readName(): string {
  return process.env['DATABUND_TEST_NETWORK'] ?? 'devnet';
}

function isNetworkName(name: string): name is NetworkName {
  return Object.hasOwn(openers, name);
}
