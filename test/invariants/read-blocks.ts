import type { FabricNetwork } from '../support/fabric-network';
import { readHeight } from '../support/peer-heights';
import { ProbeClient } from '../support/probe-client';

/** Reads all present blocks of a network's channel, as the Fabric Gateway SDK delivers them. */
export async function readBlocks(network: FabricNetwork): Promise<readonly Uint8Array[]> {
  const client = await ProbeClient.connect(network, 'ExchangeMSP');
  try {
    const height = await readHeight(client, network.connectionProfile.channel);
    const stream = await client.network.getBlockEvents({ startBlock: 0n });
    const blocks: Uint8Array[] = [];
    for await (const block of stream) {
      blocks.push(block.serializeBinary());
      if (blocks.length === height) break;
    }
    stream.close();
    return blocks;
  } finally {
    client.close();
  }
}
