import type { FabricNetwork } from '../support/fabric-network';
import { readHeight } from '../support/peer-heights';
import { ProbeClient } from '../support/probe-client';

/** Reads all present blocks of a network's channel, as the Fabric Gateway SDK delivers them. */
export async function readBlocks(network: FabricNetwork): Promise<readonly Uint8Array[]> {
  const client = await ProbeClient.connect(network, 'ExchangeMSP');
  try {
    const height = await readHeight(client, network.connectionProfile.channel);
    return await client.readBlocks(height - 1);
  } finally {
    client.close();
  }
}
