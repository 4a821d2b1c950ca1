import { common } from '@hyperledger/fabric-protos';
import type { FabricNetwork } from './fabric-network';
import { ProbeClient } from './probe-client';

const pollMs = 10;

/** The block height of each organisation's peer. A client learns of a commit from its own peer, while others may be behind. */
export class PeerHeights {
  private readonly clients: Promise<readonly ProbeClient[]>;

  constructor(private readonly network: FabricNetwork) {
    const mspIds = Object.keys(network.connectionProfile.organisations);
    this.clients = Promise.all(mspIds.map((mspId) => ProbeClient.connect(network, mspId)));
  }

  /** Waits until every peer has a block. */
  async waitFor(block: bigint): Promise<void> {
    await Promise.all((await this.clients).map((client) => this.waitAt(client, block)));
  }

  async close(): Promise<void> {
    for (const client of await this.clients) client.close();
  }

  private async waitAt(client: ProbeClient, block: bigint): Promise<void> {
    while (BigInt(await readHeight(client, this.network.connectionProfile.channel)) <= block)
      await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Returns how many blocks the client's peer has. */
export async function readHeight({ network }: ProbeClient, channel: string): Promise<number> {
  const info = await network.getContract('qscc').evaluateTransaction('GetChainInfo', channel);
  return common.BlockchainInfo.deserializeBinary(info).getHeight();
}
