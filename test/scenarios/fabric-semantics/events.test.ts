import { status } from '@grpc/grpc-js';
import { checkpointers, type ChaincodeEvent, type GatewayError } from '@hyperledger/fabric-gateway';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient, type ProbeCommit } from '../../support/probe-client';

describe('events', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;
  let chaincode: string;

  beforeAll(async () => {
    network = await openNetwork();
    provider = await ProbeClient.connect(network, 'ProviderMSP');
    ({ chaincode } = network.connectionProfile);
  });

  afterAll(async () => {
    provider.close();
    await network.stop();
  });

  const emit = (payload: string): Promise<ProbeCommit> =>
    provider.submit([
      { op: 'put', key: `event-${payload}`, value: payload },
      { op: 'event', name: 'E', payload },
    ]);

  async function take(count: number, options: Parameters<typeof provider.network.getChaincodeEvents>[1]): Promise<string[]> {
    const events = await provider.network.getChaincodeEvents(chaincode, options);
    try {
      const payloads: string[] = [];
      for await (const event of events) {
        payloads.push(Buffer.from(event.payload).toString());
        if (payloads.length === count) break;
      }
      return payloads;
    } finally {
      events.close();
    }
  }

  it('of valid transactions come in order from a block on, one a transaction', async () => {
    const first = await emit('1');
    await provider.submit([{ op: 'put', key: 'silent', value: '1' }]);
    await emit('2');
    expect(await take(2, { startBlock: BigInt(first.blockNumber) })).toEqual(['1', '2']);
  });

  it('resume after the transaction of a checkpoint', async () => {
    const first = await emit('3');
    await emit('4');
    const checkpoint = checkpointers.inMemory();
    const seen = { blockNumber: BigInt(first.blockNumber), transactionId: first.txId } as ChaincodeEvent;
    await checkpoint.checkpointChaincodeEvent(seen);
    expect(await take(1, { checkpoint })).toEqual(['4']);
  });

  it('are listened for before they happen', async () => {
    const events = await provider.network.getChaincodeEvents(chaincode);
    const { txId } = await emit('5');
    for await (const event of events) {
      expect(event).toMatchObject({ transactionId: txId, eventName: 'E', chaincodeName: chaincode });
      break;
    }
    events.close();
  });

  it('of an unknown channel are denied', async () => {
    const refused = await readError(provider.gateway.getNetwork('zz').getChaincodeEvents(chaincode));
    expect(refused).toMatchObject({ code: status.PERMISSION_DENIED });
    expect((refused as GatewayError).message).toContain('Failed to get policy manager for channel [zz]');
  });

  it('blocks come whole, filtered and with private data, from block 0 on', async () => {
    const blocks = await provider.network.getBlockEvents({ startBlock: 0n });
    const filtered = await provider.network.getFilteredBlockEvents({ startBlock: 0n });
    const withPrivate = await provider.network.getBlockAndPrivateDataEvents({ startBlock: 0n });
    const headers = (await takeThree(blocks)).map((block) => block.getHeader());
    const whole = (await takeThree(withPrivate)).map((one) => one.getBlock()?.getHeader());
    expect(headers.map((header) => header?.getNumber())).toEqual([0, 1, 2]);
    expect(headers.map((header) => header?.toObject())).toEqual(whole.map((header) => header?.toObject()));
    expect((await takeThree(filtered)).map((block) => block.getNumber())).toEqual([0, 1, 2]);
  });

  it('block events beyond the height are refused with 404', async () => {
    const blocks = await provider.network.getBlockEvents({ startBlock: 1_000_000n });
    await expect(blocks[Symbol.asyncIterator]().next()).rejects.toThrow('Unexpected status response: 404');
    blocks.close();
  });
});

async function takeThree<T>(stream: AsyncIterable<T> & { close(): void }): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of stream) if (taken.push(one) === 3) break;
  stream.close();
  return taken;
}

async function readError(opening: Promise<AsyncIterable<unknown> & { close(): void }>): Promise<unknown> {
  const stream = await opening;
  try {
    return await stream[Symbol.asyncIterator]().next();
  } catch (error) {
    return error;
  } finally {
    stream.close();
  }
}
