import { ledger } from '@hyperledger/fabric-protos';
import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient } from '../../support/probe-client';
import { matchText, matchPattern } from '../../support/matchers';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const collection = '_implicit_org_ProviderMSP';
const [valid, policyFailure] = [0, 10];

describe('private data on a network', () => {
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

  it("stores private data in plain text only at the organisation's own peer", async () => {
    await provider.submit([{ op: 'put-private', collection, key: 'k' }], { transient: { k: 'secret' } });
    expect(await provider.evaluate([{ op: 'get-private', collection, key: 'k' }])).toEqual(['secret']);
    await expect(buyer.evaluate([{ op: 'get-private', collection, key: 'k' }])).rejects.toMatchObject({
      details: [
        {
          mspId: 'BuyerMSP',
          message: matchPattern(
            /GET_STATE failed: transaction ID: [0-9a-f]{64}: private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: \d+\}, Private data version = <nil>/,
          ),
        },
      ],
    });
  });

  it('writes no transient field and no private value into a block', async () => {
    const { blockNumber } = await provider.submit([{ op: 'put-private', collection, key: 'n' }], {
      transient: { n: 'unmistakable-plain-text' },
    });
    const observer = await ProbeClient.connectObserver(network, 'BuyerMSP');
    const blocks = await observer.network.getBlockEvents({ startBlock: BigInt(blockNumber) });
    for await (const block of blocks) {
      expect(Buffer.from(block.serializeBinary()).includes('unmistakable-plain-text')).toBe(false);
      break;
    }
    blocks.close();
    observer.close();
  });

  it('removes the value and the hash of private data that is deleted or purged', async () => {
    const write = [
      { op: 'put-private', collection, key: 'd' },
      { op: 'put-private', collection, key: 'p' },
    ] as const;
    await provider.submit(write, { transient: { d: '1', p: '1' } });
    await provider.submit([
      { op: 'delete-private', collection, key: 'd' },
      { op: 'purge-private', collection, key: 'p' },
    ]);
    const gone = await provider.evaluate([
      { op: 'get-private', collection, key: 'd' },
      { op: 'get-private', collection, key: 'p' },
      { op: 'get-private-hash', collection, key: 'p' },
    ]);
    expect(gone).toEqual(['', '', '']);
  });

  it("commits an organisation's writes after refused forgeries into its collection, whose plaintext no peer of it has", async () => {
    const forge = (key: string) =>
      buyer.submit([{ op: 'put-private', collection, key, value: 'forged' }], { organisations: ['ExchangeMSP', 'BuyerMSP'] });
    // Each forgery is a block of its own. A peer that looks for the plaintext of each would take longer than the client waits.
    for (let index = 0; index < 15; index += 1) expect(await forge(`forged-${String(index)}`)).toMatchObject({ code: policyFailure });
    expect(await provider.submit([{ op: 'put-private', collection, key: 'honest', value: 'own' }])).toMatchObject({ code: valid });
    expect(await provider.evaluate([{ op: 'get-private', collection, key: 'forged-0' }])).toEqual(['']);
  });

  it("delivers a block with its private data to the organisation's readers only, without what was purged since", async () => {
    const write = [
      { op: 'put-private', collection, key: 'kept', value: 'seen' },
      { op: 'put-private', collection, key: 'purged', value: 'unseen' },
    ] as const;
    const { blockNumber } = await provider.submit(write, { organisations: ['ExchangeMSP', 'ProviderMSP'] });
    expect(await readPrivateWrites(network, 'ProviderMSP', blockNumber)).toEqual({ kept: 'seen', purged: 'unseen' });
    expect(await readPrivateWrites(network, 'BuyerMSP', blockNumber)).toEqual({});
    await provider.submit([{ op: 'purge-private', collection, key: 'purged' }], { organisations: ['ExchangeMSP', 'ProviderMSP'] });
    expect(await readPrivateWrites(network, 'ProviderMSP', blockNumber)).toEqual({ kept: 'seen' });
  });

  it('refuses an undefined collection, and names it', async () => {
    const { channel, chaincode } = network.connectionProfile;
    await expect(provider.evaluate([{ op: 'get-private', collection: 'cX', key: 'k' }])).rejects.toMatchObject({
      details: [{ message: matchText(`collection ${channel}/${chaincode}/cX could not be found`) }],
    });
  });

  it("sends transient data to the own organisation's peer only, unless the client names others", async () => {
    const read = [{ op: 'get', key: 'none' }] as const;
    expect(await buyer.evaluate(read, { transient: { t: '1' } })).toEqual(['']);
    expect(await buyer.evaluate(read, { transient: { t: '1' }, organisations: ['ProviderMSP'] })).toEqual(['']);
  });
});

/** Reads the private writes of a block as an observer gets them from the peer of its organisation, by key. */
async function readPrivateWrites(network: FabricNetwork, mspId: string, blockNumber: number): Promise<Readonly<Record<string, string>>> {
  const observer = await ProbeClient.connectObserver(network, mspId);
  const blocks = await observer.network.getBlockAndPrivateDataEvents({ startBlock: BigInt(blockNumber) });
  try {
    for await (const block of blocks) {
      const sets = [...block.getPrivateDataMapMap().entries()].flatMap(([, set]) => set.getNsPvtRwsetList());
      const parts = sets.flatMap((set) => set.getCollectionPvtRwsetList());
      const writes = parts.flatMap((part) => ledger.rwset.kvrwset.KVRWSet.deserializeBinary(part.getRwset_asU8()).getWritesList());
      return Object.fromEntries(writes.map((write) => [write.getKey(), Buffer.from(write.getValue_asU8()).toString()]));
    }
    return {};
  } finally {
    blocks.close();
    observer.close();
  }
}
