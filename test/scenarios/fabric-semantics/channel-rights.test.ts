import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient } from '../../support/probe-client';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

/** Reads one thing from a stream, and closes it. */
async function readFirst(opening: Promise<AsyncIterable<unknown> & { close(): void }>): Promise<unknown> {
  const stream = await opening;
  try {
    return await stream[Symbol.asyncIterator]().next();
  } finally {
    stream.close();
  }
}

const startBlock = 0n;
const denied: number = status.PERMISSION_DENIED;
const readWholeBlocks: Ask = ({ network }) => readFirst(network.getBlockEvents({ startBlock }));
const readers: Readonly<Record<string, Ask>> = {
  'whole blocks': readWholeBlocks,
  'filtered blocks': ({ network }) => readFirst(network.getFilteredBlockEvents({ startBlock })),
  'blocks with private data': ({ network }) => readFirst(network.getBlockAndPrivateDataEvents({ startBlock })),
  'blocks by number': (client, { channel }) => query(client, 'GetBlockByNumber', channel, '0'),
  'blocks by transaction': (client, { channel, txId }) => query(client, 'GetBlockByTxID', channel, txId),
};
const writers: Readonly<Record<string, Ask>> = {
  'the height': (client, { channel }) => query(client, 'GetChainInfo', channel),
  'chaincode events': ({ network }, { chaincode }) => readFirst(network.getChaincodeEvents(chaincode, { startBlock })),
  'the status of a transaction': (client, { channel, txId }) => client.commitOf(channel, txId).getStatus(),
};

interface Place {
  readonly channel: string;
  readonly chaincode: string;
  readonly txId: string;
}
type Ask = (client: ProbeClient, place: Place) => Promise<unknown>;

function query({ network }: ProbeClient, name: string, ...args: readonly string[]): Promise<Uint8Array> {
  return network.getContract('qscc').evaluateTransaction(name, ...args);
}

/** Returns `allowed`, or how the peer refused: every way that Fabric has to say that the channel's access control list denies it. */
async function judge(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'allowed';
  } catch (error) {
    if (error instanceof GatewayError && error.code === denied) return 'denied';
    const text = error instanceof GatewayError ? error.details.map(({ message }) => message).join() : String(error);
    return text.includes('access denied for [') || text.includes('Unexpected status response: 403') ? 'denied' : text;
  }
}

describe('rights on the channel', () => {
  let network: FabricNetwork;
  let client: ProbeClient;
  let observer: ProbeClient;
  let administrator: ProbeClient;
  let place: Place;

  beforeAll(async () => {
    network = await openNetwork();
    client = await ProbeClient.connect(network, 'BuyerMSP');
    observer = await ProbeClient.connectObserver(network, 'BuyerMSP');
    administrator = await ProbeClient.connect(network, 'BuyerMSP', { identity: network.readAdmin('BuyerMSP') });
    const event = { op: 'event', name: 'E', payload: '1' } as const;
    const { txId } = await client.submit([{ op: 'put', key: 'k', value: '1' }, event]);
    const { channel, chaincode } = network.connectionProfile;
    place = { channel, chaincode, txId };
  });

  afterAll(async () => {
    for (const each of [client, observer, administrator]) each.close();
    await network.stop();
  });

  it.each(Object.entries(readers))('denies %s to clients, and allows them to observers and administrators', async (_what, ask) => {
    expect(await judge(ask(client, place))).toBe('denied');
    expect(await judge(ask(observer, place))).toBe('allowed');
    expect(await judge(ask(administrator, place))).toBe('allowed');
  });

  it.each(Object.entries(writers))('allows %s to clients and observers', async (_what, ask) => {
    expect(await judge(ask(client, place))).toBe('allowed');
    expect(await judge(ask(observer, place))).toBe('allowed');
  });

  it("denies blocks at another organisation's peer to clients, and allows them to observers", async () => {
    const identity = await network.issueIdentity('BuyerMSP');
    const [asClient, asObserver] = [
      await ProbeClient.connect(network, 'ProviderMSP', { identity }),
      await ProbeClient.connect(network, 'ProviderMSP', { identity: await network.issueObserver('BuyerMSP') }),
    ];
    expect(await judge(readWholeBlocks(asClient, place))).toBe('denied');
    expect(await judge(readWholeBlocks(asObserver, place))).toBe('allowed');
    for (const each of [asClient, asObserver]) each.close();
  });

  it.each(['ExchangeMSP', 'ProviderMSP', 'RegulatorMSP'])('allows whole blocks to the observer of %s', async (mspId) => {
    const own = await ProbeClient.connectObserver(network, mspId);
    expect(await judge(readWholeBlocks(own, place))).toBe('allowed');
    own.close();
  });

  it('lets observers submit, as their certificates have the unit client too', async () => {
    expect(await observer.submit([{ op: 'put', key: 'o', value: '1' }])).toMatchObject({ code: 0 });
  });
});
