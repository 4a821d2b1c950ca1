import { hashBlockData } from '@databund/devnet/internal/proto/block-header';
import type { TxSimulator } from '@databund/devnet/internal/ledger/types';
import { chaincode, requirePeers, TestChannel, withPolicy, type MspId } from './test-channel';

const valid = 0;
const duplicate = 9;
const badEndorsement = 10;
const conflict = 11;
const phantom = 12;
const undefinedChaincode = 25;
const both: readonly MspId[] = ['ExchangeMSP', 'ProviderMSP'];

describe('validation at commit', () => {
  let channel: TestChannel;

  beforeAll(async () => {
    channel = await TestChannel.start();
  });
  afterAll(() => channel.stop());

  const put = (key: string, value = 'v') => ({
    endorsers: both,
    simulate: (simulator: TxSimulator) => simulator.putState(chaincode, key, Buffer.from(value)),
  });
  const readAndPut = (key: string, written = key) => ({
    endorsers: both,
    simulate: (simulator: TxSimulator) => {
      simulator.getState(chaincode, key);
      simulator.putState(chaincode, written, Buffer.from('v'));
    },
  });
  const scanAndPut = (prefix: string) => ({
    endorsers: both,
    simulate: async (simulator: TxSimulator) => {
      const scan = simulator.openRange({ namespace: chaincode, startKey: prefix, endKey: `${prefix}~` });
      await scan.readBatch();
      simulator.putState(chaincode, `scanned-${prefix}`, Buffer.from('v'));
    },
  });
  const readValue = (key: string) => channel.read('ExchangeMSP', (simulator) => simulator.getState(chaincode, key)?.toString());

  describe('validation of transaction ids', () => {
    it('accepts the first of two equal envelopes, within a block and across blocks', async () => {
      const transaction = await channel.make(put('d'));
      const first = await channel.commit([transaction, transaction]);
      expect([...first.flags]).toEqual([valid, duplicate]);
      const second = await channel.commit([transaction]);
      expect([...second.flags]).toEqual([duplicate]);
      expect(channel.ledger.findTransaction(transaction.txId)).toEqual({ blockNumber: first.number, index: 0, code: valid });
    });

    it('accepts the second envelope if the first was not endorsed correctly', async () => {
      const weak = await channel.make({ ...put('d2'), endorsers: ['ProviderMSP'] });
      const { flags } = await channel.commit([weak, weak]);
      expect([...flags]).toEqual([badEndorsement, badEndorsement]);
    });
  });

  describe('validation of endorsements', () => {
    it.each<[MspId[], number]>([
      [['ExchangeMSP', 'ProviderMSP'], valid],
      [['ExchangeMSP', 'RegulatorMSP'], valid],
      [['ProviderMSP', 'BuyerMSP', 'RegulatorMSP'], badEndorsement],
      [['ExchangeMSP'], badEndorsement],
      [[], badEndorsement],
    ])('lets endorsements by %j give a new key the code %i', async (endorsers, code) => {
      expect(await channel.run({ ...put('e'), endorsers, at: 'ExchangeMSP' })).toBe(code);
    });

    it("applies the key's policy instead of the chaincode's only if every written key has one", async () => {
      const policy = withPolicy(requirePeers('ProviderMSP'));
      const create = (simulator: TxSimulator) => {
        simulator.putState(chaincode, 'own', Buffer.from('1'));
        simulator.setMetadata(chaincode, 'own', policy);
      };
      expect(await channel.run({ endorsers: ['ProviderMSP'], simulate: create })).toBe(badEndorsement);
      expect(await channel.run({ endorsers: both, simulate: create })).toBe(valid);
      expect(await channel.run({ ...put('own', '2'), endorsers: ['ProviderMSP'] })).toBe(valid);
      expect(await channel.run({ ...put('own', '3'), endorsers: ['ExchangeMSP', 'BuyerMSP', 'RegulatorMSP'] })).toBe(badEndorsement);
      const withNew = (simulator: TxSimulator) => {
        simulator.putState(chaincode, 'own', Buffer.from('4'));
        simulator.putState(chaincode, 'new', Buffer.from('4'));
      };
      expect(await channel.run({ endorsers: ['ProviderMSP'], simulate: withNew })).toBe(badEndorsement);
      expect(await channel.run({ endorsers: both, simulate: withNew })).toBe(valid);
      expect(await readValue('own')).toBe('4');
    });

    it("rejects writes that follow a change of the key's policy in the same block, even to the same policy", async () => {
      const policy = withPolicy(requirePeers('ProviderMSP'));
      const renew = (simulator: TxSimulator) => simulator.setMetadata(chaincode, 'same', policy);
      const create = (simulator: TxSimulator) => {
        simulator.putState(chaincode, 'same', Buffer.from('1'));
        renew(simulator);
      };
      expect(await channel.run({ endorsers: both, simulate: create })).toBe(valid);
      const first = await channel.make({ endorsers: ['ProviderMSP'], simulate: renew });
      const second = await channel.make({ ...put('same', '2'), endorsers: ['ProviderMSP'] });
      expect([...(await channel.commit([first, second])).flags]).toEqual([valid, badEndorsement]);
    });

    it('ignores a signature over other bytes', async () => {
      const { envelope } = await channel.make(put('x'));
      const other = await channel.make(put('y'));
      const forged = Buffer.from(envelope);
      forged[forged.length - 1]! ^= 1;
      const { flags } = await channel.commit([{ envelope: forged, txId: '' }, other]);
      expect([...flags]).toEqual([4, valid]);
    });
  });

  describe('validation of reads', () => {
    it('accepts one of several transactions that read and write a key', async () => {
      const drafts = await Promise.all([1, 2, 3].map(() => channel.make(readAndPut('counter'))));
      expect([...(await channel.commit(drafts)).flags]).toEqual([valid, conflict, conflict]);
      expect([...(await channel.commit([await channel.make(readAndPut('counter'))])).flags]).toEqual([valid]);
    });

    it('rejects a read of a key that was absent and exists, or existed and is deleted', async () => {
      const absent = await channel.make(readAndPut('fresh', 'other'));
      expect(await channel.run(put('fresh'))).toBe(valid);
      expect([...(await channel.commit([absent])).flags]).toEqual([conflict]);
      const present = await channel.make(readAndPut('fresh', 'other'));
      const remove = await channel.make({ endorsers: both, simulate: (simulator) => simulator.deleteState(chaincode, 'fresh') });
      expect([...(await channel.commit([remove, present])).flags]).toEqual([valid, conflict]);
      expect(await readValue('fresh')).toBeUndefined();
    });

    it('accepts blind writes, of which the last wins', async () => {
      const drafts = [await channel.make(put('blind', '1')), await channel.make(put('blind', '2'))];
      expect([...(await channel.commit(drafts)).flags]).toEqual([valid, valid]);
      expect(await readValue('blind')).toBe('2');
    });

    it.each([
      ['an insert', (simulator: TxSimulator) => simulator.putState(chaincode, 'r1b', Buffer.from('v'))],
      ['an update', (simulator: TxSimulator) => simulator.putState(chaincode, 'r1', Buffer.from('w'))],
      ['a delete', (simulator: TxSimulator) => simulator.deleteState(chaincode, 'r1')],
    ])('rejects a scan after %s, within the block and before it', async (_name, change) => {
      await channel.commit([await channel.make(put('r1')), await channel.make(put('r2'))]);
      const [scan, late] = [await channel.make(scanAndPut('r')), await channel.make(scanAndPut('r'))];
      const changed = await channel.make({ endorsers: both, simulate: change });
      expect([...(await channel.commit([changed, scan])).flags]).toEqual([valid, phantom]);
      expect([...(await channel.commit([late])).flags]).toEqual([phantom]);
      expect(await channel.run(scanAndPut('r'))).toBe(valid);
    });

    it('protects a scan of hundreds of keys by hashes, as far as the peer fetched', async () => {
      const names = Array.from({ length: 260 }, (_, index) => `m${String(index).padStart(5, '0')}`);
      const fill = (simulator: TxSimulator) => names.forEach((name) => simulator.putState(chaincode, name, Buffer.from('v')));
      expect(await channel.run({ endorsers: both, simulate: fill })).toBe(valid);
      const [behind, within] = [await channel.make(scanAndPut('m')), await channel.make(scanAndPut('m'))];
      expect([...(await channel.commit([await channel.make(put('m00101')), behind])).flags]).toEqual([valid, valid]);
      expect([...(await channel.commit([await channel.make(put('m00100')), within])).flags]).toEqual([valid, phantom]);
    });

    it("rejects a scan that ended at the key '', as Fabric repeats it over the whole namespace", async () => {
      expect(await channel.run(put(''))).toBe(valid);
      const readFirst = (simulator: TxSimulator) =>
        simulator.readPage({ namespace: chaincode, startKey: '', endKey: '' }, { size: 1, bookmark: '' });
      expect(await channel.run({ endorsers: both, simulate: readFirst })).toBe(phantom);
      expect(await channel.run({ endorsers: both, simulate: (simulator) => simulator.deleteState(chaincode, '') })).toBe(valid);
    });

    it('rejects a write to a namespace without a chaincode', async () => {
      const simulate = (simulator: TxSimulator) => simulator.putState('undefined', 'a', Buffer.from('v'));
      expect(await channel.run({ endorsers: both, simulate })).toBe(undefinedChaincode);
    });

    it('rejects a simulation under another chaincode definition', async () => {
      const transaction = await channel.make(put('upgrade'));
      await channel.define([], 2);
      expect([...(await channel.commit([transaction])).flags]).toEqual([conflict]);
    });
  });

  describe('validation of metadata', () => {
    it('moves the version with metadata alone, keeps metadata with a value alone, and drops it with a delete', async () => {
      const policy = withPolicy(requirePeers('ExchangeMSP', 'ProviderMSP'));
      expect(await channel.run(put('meta', '1'))).toBe(valid);
      const reader = await channel.make(readAndPut('meta', 'elsewhere'));
      expect(await channel.run({ endorsers: both, simulate: (simulator) => simulator.setMetadata(chaincode, 'meta', policy) })).toBe(valid);
      expect([...(await channel.commit([reader])).flags]).toEqual([conflict]);
      expect(await channel.run(put('meta', '2'))).toBe(valid);
      const countMetadata = () => channel.read('ExchangeMSP', (simulator) => simulator.getMetadata(chaincode, 'meta').size);
      expect(await countMetadata()).toBe(1);
      expect(await channel.run({ endorsers: both, simulate: (simulator) => simulator.deleteState(chaincode, 'meta') })).toBe(valid);
      expect(await channel.run(put('meta', '3'))).toBe(valid);
      expect(await countMetadata()).toBe(0);
    });

    it('ignores metadata of a key that does not exist', async () => {
      const policy = withPolicy(requirePeers('ProviderMSP'));
      expect(await channel.run({ endorsers: both, simulate: (simulator) => simulator.setMetadata(chaincode, 'nothing', policy) })).toBe(
        valid,
      );
      expect(await readValue('nothing')).toBeUndefined();
      expect(await channel.run({ ...put('nothing'), endorsers: ['ProviderMSP'] })).toBe(badEndorsement);
    });
  });

  it('refuses a block that does not follow the last one', async () => {
    const data = [(await channel.make(put('z'))).envelope];
    const block = {
      number: channel.ledger.height,
      previousHash: Buffer.alloc(32),
      dataHash: hashBlockData(data),
      data,
      signatures: Buffer.alloc(0),
    };
    await expect(channel.ledger.commit(block)).rejects.toThrow('does not follow');
    await expect(channel.ledger.commit({ ...block, number: block.number + 1 })).rejects.toThrow('expected block');
    expect(await channel.run(put('z'))).toBe(valid);
  });
});
