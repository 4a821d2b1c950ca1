import { status } from '@grpc/grpc-js';
import { checkpointers } from '@hyperledger/fabric-gateway';
import { matchText } from '../../support/matchers';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient, type ProbeCommit } from '../../support/probe-client';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

describe('events of the gateway', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;
  let observer: ProbeClient;
  let chaincode: string;

  beforeAll(async () => {
    network = await openNetwork();
    provider = await ProbeClient.connect(network, 'ProviderMSP');
    observer = await ProbeClient.connectObserver(network, 'ProviderMSP');
    ({ chaincode } = network.connectionProfile);
  });

  afterAll(async () => {
    provider.close();
    observer.close();
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

  it('delivers the events of valid transactions in order from a block, one per transaction', async () => {
    const first = await emit('1');
    await provider.submit([{ op: 'put', key: 'silent', value: '1' }]);
    await emit('2');
    expect(await take(2, { startBlock: BigInt(first.blockNumber) })).toEqual(['1', '2']);
  });

  it('resumes chaincode events after the transaction of a checkpoint', async () => {
    const first = await emit('3');
    await emit('4');
    const checkpoint = checkpointers.inMemory();
    await checkpoint.checkpointTransaction(BigInt(first.blockNumber), first.txId);
    expect(await take(1, { checkpoint })).toEqual(['4']);
  });

  it('delivers events to a listener that started before they were emitted', async () => {
    const events = await provider.network.getChaincodeEvents(chaincode);
    const { txId } = await emit('5');
    for await (const event of events) {
      expect(event).toMatchObject({ transactionId: txId, eventName: 'E', chaincodeName: chaincode });
      break;
    }
    events.close();
  });

  it('refuses events of an unknown channel', async () => {
    const refused = await readError(provider.gateway.getNetwork('zz').getChaincodeEvents(chaincode));
    expect(refused).toMatchObject({
      code: status.PERMISSION_DENIED,
      message: matchText('Failed to get policy manager for channel [zz]'),
    });
  });

  it('delivers whole blocks, filtered blocks and blocks with private data from block 0', async () => {
    const blocks = await observer.network.getBlockEvents({ startBlock: 0n });
    const filtered = await observer.network.getFilteredBlockEvents({ startBlock: 0n });
    const withPrivate = await observer.network.getBlockAndPrivateDataEvents({ startBlock: 0n });
    const headers = (await takeThree(blocks)).map((block) => block.getHeader());
    const whole = (await takeThree(withPrivate)).map((one) => one.getBlock()?.getHeader());
    expect(headers.map((header) => header?.getNumber())).toEqual([0, 1, 2]);
    expect(headers.map((header) => header?.toObject())).toEqual(whole.map((header) => header?.toObject()));
    expect((await takeThree(filtered)).map((block) => block.getNumber())).toEqual([0, 1, 2]);
  });

  it('refuses block events beyond the height with status 404', async () => {
    const blocks = await observer.network.getBlockEvents({ startBlock: 1_000_000n });
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
