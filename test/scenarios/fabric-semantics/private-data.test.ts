import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient } from '../../support/probe-client';

const collection = '_implicit_org_ProviderMSP';

describe('private data', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;
  let buyer: ProbeClient;

  beforeAll(async () => {
    network = await openNetwork();
    provider = await ProbeClient.connect(network, 'ProviderMSP');
    buyer = await ProbeClient.connect(network, 'BuyerMSP');
  });

  afterAll(async () => {
    provider.close();
    buyer.close();
    await network.stop();
  });

  it("lies in plain text with the organisation's own peer only", async () => {
    await provider.submit([{ op: 'putPrivate', collection, key: 'k' }], { transient: { k: 'secret' } });
    expect(await provider.evaluate([{ op: 'getPrivate', collection, key: 'k' }])).toEqual(['secret']);
    await expect(buyer.evaluate([{ op: 'getPrivate', collection, key: 'k' }])).rejects.toMatchObject({
      details: [
        {
          mspId: 'BuyerMSP',
          message: expect.stringMatching(
            /GET_STATE failed: transaction ID: [0-9a-f]{64}: private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: \d+\}, Private data version = <nil>/,
          ) as string,
        },
      ],
    });
  });

  it('never enters a block: neither transient fields nor values', async () => {
    const { blockNumber } = await provider.submit([{ op: 'putPrivate', collection, key: 'n' }], {
      transient: { n: 'unmistakable-plain-text' },
    });
    const blocks = await buyer.network.getBlockEvents({ startBlock: BigInt(blockNumber) });
    for await (const block of blocks) {
      expect(Buffer.from(block.serializeBinary()).includes('unmistakable-plain-text')).toBe(false);
      break;
    }
    blocks.close();
  });

  it('deleted and purged values are gone, and so is their hash', async () => {
    const write = [
      { op: 'putPrivate', collection, key: 'd' },
      { op: 'putPrivate', collection, key: 'p' },
    ] as const;
    await provider.submit(write, { transient: { d: '1', p: '1' } });
    await provider.submit([
      { op: 'deletePrivate', collection, key: 'd' },
      { op: 'purgePrivate', collection, key: 'p' },
    ]);
    const gone = await provider.evaluate([
      { op: 'getPrivate', collection, key: 'd' },
      { op: 'getPrivate', collection, key: 'p' },
      { op: 'getPrivateHash', collection, key: 'p' },
    ]);
    expect(gone).toEqual(['', '', '']);
  });

  it('a collection that nobody defined is refused by name', async () => {
    const { channel, chaincode } = network.connectionProfile;
    await expect(provider.evaluate([{ op: 'getPrivate', collection: 'cX', key: 'k' }])).rejects.toMatchObject({
      details: [{ message: expect.stringContaining(`collection ${channel}/${chaincode}/cX could not be found`) as string }],
    });
  });

  it("transient data goes to the own organisation's peer only, unless others are named", async () => {
    const read = [{ op: 'get', key: 'none' }] as const;
    expect(await buyer.evaluate(read, { transient: { t: '1' } })).toEqual(['']);
    expect(await buyer.evaluate(read, { transient: { t: '1' }, organisations: ['ProviderMSP'] })).toEqual(['']);
  });
});
