import { cp, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DevnetError } from '@databund/devnet';
import type { Collection, TxSimulator } from '@databund/devnet/internal/ledger/types';
import { chaincode, mspIds, encodePolicy, TestChannel, type MspId } from './test-channel';

const both: readonly MspId[] = ['ExchangeMSP', 'ProviderMSP'];
const implicit = '_implicit_org_ProviderMSP';
const members = encodePolicy({
  n: 1,
  of: [
    { mspId: 'ExchangeMSP', role: 'MEMBER' },
    { mspId: 'ProviderMSP', role: 'MEMBER' },
  ],
});
const shared: Collection = {
  name: 'shared',
  memberPolicy: members,
  blockToLive: 0,
  memberOnlyRead: true,
  memberOnlyWrite: true,
  requiredPeerCount: 0,
};
const brief: Collection = { ...shared, name: 'brief', blockToLive: 1 };

describe('state of a ledger', () => {
  let channel: TestChannel;

  beforeAll(async () => {
    channel = await TestChannel.start([shared, brief]);
  });
  afterAll(() => channel.stop());

  const put = (key: string, value = 'v') =>
    channel.run({ endorsers: both, simulate: (simulator) => simulator.putState(chaincode, key, Buffer.from(value)) });
  const putPrivate = (collection: string, key: string, value: string) =>
    channel.run({ endorsers: both, simulate: (simulator) => simulator.putPrivate(chaincode, collection, key, Buffer.from(value)) });
  const readPrivate = (mspId: MspId, collection: string, key: string) =>
    channel.read(mspId, (simulator) => simulator.getPrivate(chaincode, collection, key)?.toString());

  describe('state in a simulation', () => {
    it("reads the state at one height, and hides a simulation's own writes", async () => {
      await put('h', '1');
      await channel.read('BuyerMSP', async (simulator) => {
        simulator.putState(chaincode, 'h', Buffer.from('own'));
        await put('h', '2');
        expect(simulator.getState(chaincode, 'h')?.toString()).toBe('1');
      });
      expect(await channel.read('BuyerMSP', (simulator) => simulator.getState(chaincode, 'h')?.toString())).toBe('2');
    });

    it('scans keys in the order of UTF-8 bytes, in batches that say whether more follow', async () => {
      const names = ['oa', 'oé', 'o\uffff', 'o😀'];
      const many = Array.from({ length: 250 }, (_, index) => `p${String(index).padStart(4, '0')}`);
      await channel.run({
        endorsers: both,
        simulate: (simulator) => [...many, ...names].forEach((name) => simulator.putState(chaincode, name, Buffer.from(name))),
      });
      await channel.read('BuyerMSP', async (simulator) => {
        const scan = simulator.openRange({ namespace: chaincode, startKey: 'o', endKey: 'p' });
        expect((await scan.readBatch()).results.map(({ key }) => key)).toEqual(names);
        const long = simulator.openRange({ namespace: chaincode, startKey: 'p', endKey: '' });
        const batches = [await long.readBatch(), await long.readBatch(), await long.readBatch()];
        expect(batches.map(({ results, hasMore }) => [results.length, hasMore])).toEqual([
          [100, true],
          [100, true],
          [50, false],
        ]);
        expect(batches.flatMap(({ results }) => results.map(({ key }) => key))).toEqual(many);
      });
    });

    it('reads pages whose bookmark is the next key, and refuses to write after them', async () => {
      await channel.read('BuyerMSP', async (simulator) => {
        const range = { namespace: chaincode, startKey: 'o', endKey: 'p' };
        const first = await simulator.readPage(range, { size: 3, bookmark: '' });
        expect([first.results.length, first.bookmark]).toEqual([3, 'o😀']);
        const second = await simulator.readPage(range, { size: 3, bookmark: first.bookmark });
        expect([second.results.map(({ key }) => key), second.bookmark]).toEqual([['o😀'], '']);
        const reason = 'txid [read]: unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed';
        expect(() => simulator.putState(chaincode, 'x', Buffer.from('v'))).toThrow(reason);
      });
      await channel.read('BuyerMSP', async (simulator) => {
        simulator.putState(chaincode, 'x', Buffer.from('v'));
        const page = simulator.readPage({ namespace: chaincode, startKey: '', endKey: '' }, { size: 3, bookmark: '' });
        await expect(page).rejects.toThrow('Paginated queries are supported only in a read-only transaction');
      });
    });

    it('returns the history of a key newest first, with deletes and without metadata', async () => {
      await put('tale', '1');
      await put('tale', '2');
      await put('tale2', 'another key');
      await channel.run({ endorsers: both, simulate: (simulator) => simulator.deleteState(chaincode, 'tale') });
      const tale = await channel.read('BuyerMSP', async (simulator) => {
        const entries: [string, boolean][] = [];
        for await (const { value, isDelete } of simulator.getHistory(chaincode, 'tale'))
          entries.push([Buffer.from(value).toString(), isDelete]);
        return entries;
      });
      expect(tale).toEqual([
        ['', true],
        ['2', false],
        ['1', false],
      ]);
    });
  });

  describe('private data', () => {
    it('shows private data to members as plaintext, to all as a hash, and to others as an error', async () => {
      expect(await putPrivate(implicit, 'k', 'secret')).toBe(0);
      expect(await readPrivate('ProviderMSP', implicit, 'k')).toBe('secret');
      for (const mspId of mspIds.filter((one) => one !== 'ProviderMSP')) {
        await expect(readPrivate(mspId, implicit, 'k')).rejects.toThrow(
          /private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: 0\}, Private data version = <nil>/,
        );
        expect(await channel.read(mspId, (simulator) => simulator.getPrivateHash(chaincode, implicit, 'k')?.length)).toBe(32);
      }
    });

    it("checks the caller's organisation if only members may read or write", async () => {
      expect(await putPrivate('shared', 'k', 's')).toBe(0);
      expect(await readPrivate('ProviderMSP', 'shared', 'k')).toBe('s');
      const describeDenial = (access: string) =>
        `tx creator does not have ${access} access permission on privatedata in chaincodeName:probe collectionName: shared`;
      await expect(readPrivate('BuyerMSP', 'shared', 'k')).rejects.toThrow(describeDenial('read'));
      const write = (simulator: TxSimulator) => simulator.putPrivate(chaincode, 'shared', 'k', Buffer.from('x'));
      await expect(channel.read('BuyerMSP', write)).rejects.toThrow(describeDenial('write'));
    });

    it('refuses an undefined collection', async () => {
      await expect(readPrivate('BuyerMSP', 'cX', 'k')).rejects.toThrow(
        new DevnetError('SIMULATION_REJECTED', 'collection exchange/probe/cX could not be found'),
      );
    });

    it('forgets private data that is deleted or purged', async () => {
      await putPrivate(implicit, 'gone', '1');
      await putPrivate(implicit, 'purged', '1');
      await channel.run({ endorsers: both, simulate: (simulator) => simulator.deletePrivate(chaincode, implicit, 'gone') });
      await channel.run({ endorsers: both, simulate: (simulator) => simulator.purgePrivate(chaincode, implicit, 'purged') });
      expect(await readPrivate('ProviderMSP', implicit, 'gone')).toBeUndefined();
      expect(await readPrivate('BuyerMSP', implicit, 'purged')).toBeUndefined();
    });

    it('lacks private data that no endorser kept', async () => {
      const simulate = (simulator: TxSimulator) => simulator.putPrivate(chaincode, implicit, 'lost', Buffer.from('1'));
      expect(await channel.run({ endorsers: both, simulate, keepPlaintext: false })).toBe(0);
      await expect(readPrivate('ProviderMSP', implicit, 'lost')).rejects.toThrow('is not available');
    });

    it('rejects conflicting private writes like public ones', async () => {
      const simulate = (simulator: TxSimulator) => {
        simulator.getPrivate(chaincode, implicit, 'race');
        simulator.putPrivate(chaincode, implicit, 'race', Buffer.from('1'));
      };
      const drafts = [1, 2].map(() => channel.make({ endorsers: both, at: 'ProviderMSP', simulate }));
      expect([...(await channel.commit(await Promise.all(drafts))).flags]).toEqual([0, 11]);
    });

    it('expires private data and its hash after its blocks to live', async () => {
      await putPrivate('brief', 'k', '1');
      await put('b', '1');
      expect(await readPrivate('ProviderMSP', 'brief', 'k')).toBe('1');
      await put('b', '2');
      expect(await readPrivate('ProviderMSP', 'brief', 'k')).toBeUndefined();
      expect(await channel.read('BuyerMSP', (simulator) => simulator.getPrivateHash(chaincode, 'brief', 'k'))).toBeUndefined();
    });

    it("scans private data in the own organisation's view only", async () => {
      const scan = (mspId: MspId) =>
        channel.read(mspId, async (simulator) => {
          const range = { namespace: chaincode, startKey: 'k', endKey: 'l', collection: implicit };
          return (await simulator.openRange(range).readBatch()).results.map(({ key }) => key);
        });
      expect(await scan('ProviderMSP')).toEqual(['k']);
      expect(await scan('BuyerMSP')).toEqual([]);
    });
  });

  describe('state after a restart', () => {
    it('keeps values, private views, history, ids and hashes over a restart', async () => {
      const transaction = await channel.make({
        endorsers: both,
        simulate: (simulator) => simulator.putPrivate(chaincode, implicit, 'held', Buffer.from('kept')),
      });
      await put('last', 'before');
      const { height, lastBlockHash } = channel.ledger;
      await channel.close();
      await channel.reopen();
      expect([channel.ledger.height, channel.ledger.lastBlockHash]).toEqual([height, lastBlockHash]);
      expect(await channel.read('BuyerMSP', (simulator) => simulator.getState(chaincode, 'last')?.toString())).toBe('before');
      expect(await readPrivate('ProviderMSP', implicit, 'k')).toBe('secret');
      expect([...(await channel.commit([transaction])).flags]).toEqual([0]);
      expect(await readPrivate('ProviderMSP', implicit, 'held')).toBe('kept');
      expect(channel.ledger.findTransaction(transaction.txId)).toEqual({ blockNumber: height, index: 0, code: 0 });
    });

    it('applies the last block if the process ended between block and state', async () => {
      const transaction = await channel.make({
        endorsers: both,
        simulate: (simulator) => {
          simulator.putState(chaincode, 'late', Buffer.from('public'));
          simulator.putPrivate(chaincode, implicit, 'late', Buffer.from('private'));
        },
      });
      const [state, before] = [join(channel.folder, 'state'), join(channel.folder, 'before')];
      await channel.close();
      await cp(state, before, { recursive: true });
      await channel.reopen();
      expect([...(await channel.commit([transaction])).flags]).toEqual([0]);
      const { height } = channel.ledger;
      await channel.close();
      await rm(state, { recursive: true });
      await rename(before, state);
      await channel.reopen();
      expect(channel.ledger.height).toBe(height);
      expect(await channel.read('BuyerMSP', (simulator) => simulator.getState(chaincode, 'late')?.toString())).toBe('public');
      expect(await readPrivate('ProviderMSP', implicit, 'late')).toBe('private');
    });

    it('rebuilds a lost state from the blocks, without private data', async () => {
      const { height } = channel.ledger;
      await channel.close();
      await rm(join(channel.folder, 'state'), { recursive: true });
      await channel.reopen();
      expect(channel.ledger.height).toBe(height);
      expect(await channel.read('BuyerMSP', (simulator) => simulator.getState(chaincode, 'late')?.toString())).toBe('public');
      await expect(readPrivate('ProviderMSP', implicit, 'late')).rejects.toThrow('is not available');
    });

    it('refuses a state that is ahead of its blocks', async () => {
      await put('ahead');
      await channel.close();
      const blocks = join(channel.folder, 'blocks');
      await truncate(blocks, (await stat(blocks)).size - 1);
      await expect(channel.reopen()).rejects.toThrow('ahead of');
    });
  });
});
