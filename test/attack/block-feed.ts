import type { common } from '@hyperledger/fabric-protos';
import { BlockReader, type BlockContent } from '@databund/ledger-verifier';
import type { FabricNetwork } from '../support/fabric-network';
import { ProbeClient } from '../support/probe-client';
import { TestError } from '../support/test-error';

type Stream = Awaited<ReturnType<ProbeClient['network']['getBlockEvents']>>;

/** The blocks of a channel from block 0, one after the other, as its peers deliver them. */
export class BlockFeed {
  /** Every block so far. */
  readonly blocks: Uint8Array[] = [];
  private readonly reader = new BlockReader();
  private readonly iterator: AsyncIterator<common.Block>;

  private constructor(
    private readonly client: ProbeClient,
    private readonly stream: Stream,
  ) {
    this.iterator = stream[Symbol.asyncIterator]();
  }

  static async open(network: FabricNetwork, mspId: string): Promise<BlockFeed> {
    const client = await ProbeClient.connectObserver(network, mspId);
    return new BlockFeed(client, await client.network.getBlockEvents({ startBlock: 0n }));
  }

  /** Reads up to the block with a number, and returns what is new. */
  async readTo(last: bigint): Promise<readonly BlockContent[]> {
    const contents: BlockContent[] = [];
    while (BigInt(this.blocks.length) <= last) contents.push(await this.readNext());
    return contents;
  }

  close(): void {
    this.stream.close();
    this.client.close();
  }

  private async readNext(): Promise<BlockContent> {
    const next = await this.iterator.next();
    if (next.done === true) throw new TestError('ENDED_EARLY', 'The peer delivers no more blocks.');
    const bytes = next.value.serializeBinary();
    this.blocks.push(bytes);
    return this.reader.read(bytes);
  }
}
