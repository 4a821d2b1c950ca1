import { Type } from '@sinclair/typebox';
import type { FabricNetwork } from '../../support/fabric-network';
import { check } from '../../support/json';
import { encodeKeyPolicy } from '../../support/key-policies';
import { openNetwork } from '../../support/open-network';
import type { Operation } from '../../support/probe-chaincode/operation';
import { ProbeClient } from '../../support/probe-client';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const keysForm = Type.Array(Type.String());
const pageForm = Type.Object({ keys: keysForm, bookmark: Type.String() });
const [valid, duplicate, policyFailure, mvccConflict, phantomConflict] = [0, 9, 10, 11, 12];

describe('transactions in one block', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;

  beforeAll(async () => {
    network = await openNetwork({ batchTimeoutMs: 300 });
    provider = await ProbeClient.connect(network, 'ProviderMSP');
  });

  afterAll(async () => {
    provider.close();
    await network.stop();
  });

  /** Endorses all transactions before it orders the first; returns their codes in order. */
  async function race(...transactions: (readonly Operation[])[]): Promise<{ codes: number[]; blocks: Set<bigint> }> {
    const endorsed = await Promise.all(transactions.map((operations) => provider.endorse(operations)));
    const commits = [];
    for (const transaction of endorsed) commits.push(await transaction.submit());
    const statuses = await Promise.all(commits.map((commit) => commit.getStatus()));
    return { codes: statuses.map(({ code }) => code), blocks: new Set(statuses.map(({ blockNumber }) => blockNumber)) };
  }

  it('rejects a key whose policy is set earlier in the block with code 10 instead of 11, even for the same value', async () => {
    const policy = encodeKeyPolicy(1, 'ProviderMSP');
    await provider.submit([
      { op: 'put', key: 'm', value: '0' },
      { op: 'set-policy', key: 'm', policy },
    ]);
    const { codes, blocks } = await race(
      [{ op: 'set-policy', key: 'm', policy }],
      [
        { op: 'get', key: 'm' },
        { op: 'put', key: 'm', value: '1' },
      ],
    );
    expect(codes).toEqual([valid, policyFailure]);
    expect(blocks.size).toBe(1);
  });

  it('accepts one of six read-modify-writes of a key, and rejects the others as MVCC conflicts', async () => {
    await provider.submit([{ op: 'put', key: 'counter', value: '0' }]);
    const { codes } = await race(
      ...['1', '2', '3', '4', '5', '6'].map((value) => [
        { op: 'get', key: 'counter' } as const,
        { op: 'put', key: 'counter', value } as const,
      ]),
    );
    expect(codes.filter((code) => code === valid)).toHaveLength(1);
    expect(codes.filter((code) => code === mvccConflict)).toHaveLength(5);
  });

  it('accepts every blind write of one key', async () => {
    const { codes } = await race([{ op: 'put', key: 'blind', value: '1' }], [{ op: 'put', key: 'blind', value: '2' }]);
    expect(codes).toEqual([valid, valid]);
    expect(await provider.evaluate([{ op: 'get', key: 'blind' }])).toEqual(['2']);
  });

  it('rejects a read of a key that an earlier transaction creates', async () => {
    const { codes } = await race(
      [{ op: 'put', key: 'absent', value: '1' }],
      [
        { op: 'get', key: 'absent' },
        { op: 'put', key: 'seen-absent', value: '1' },
      ],
    );
    expect(codes).toEqual([valid, mvccConflict]);
  });

  it.each([
    ['inserted', { op: 'put', key: 'r3', value: '1' }],
    ['deleted', { op: 'delete', key: 'r2' }],
    ['changed', { op: 'put', key: 'r2', value: 'other' }],
  ] as const)('rejects a scan after a key %s into its range, also if the chaincode stopped after the first key', async (_what, change) => {
    await provider.submit([
      { op: 'put', key: 'r1', value: '0' },
      { op: 'put', key: 'r2', value: '0' },
      { op: 'delete', key: 'r3' },
    ]);
    const scan = (limit: number) =>
      [
        { op: 'range', start: 'r0', end: 'r9', limit },
        { op: 'put', key: `scanned-${limit}`, value: '1' },
      ] as const;
    const { codes } = await race([change], scan(10), scan(1));
    expect(codes).toEqual([valid, phantomConflict, phantomConflict]);
  });

  it("hides a transaction's own writes from its reads, and deletes a key that is set to an empty value", async () => {
    await provider.submit([{ op: 'put', key: 'own', value: 'before' }]);
    const { answers } = await provider.submit([
      { op: 'put', key: 'own', value: 'after' },
      { op: 'get', key: 'own' },
      { op: 'put', key: 'counter', value: '' },
    ]);
    expect(answers).toEqual([null, 'before', null]);
    expect(
      await provider.evaluate([
        { op: 'get', key: 'own' },
        { op: 'range', start: 'counter', end: 'counter~' },
      ]),
    ).toEqual(['after', []]);
  });

  it('counts an envelope that is ordered twice once, and reports the status of the first', async () => {
    const transaction = await provider.endorse([{ op: 'put', key: 'twice', value: '1' }]);
    const first = await transaction.submit();
    const second = await transaction.submit();
    const [one, other] = [await first.getStatus(), await second.getStatus()];
    expect([one.code, other.code]).toEqual([valid, valid]);
    const observer = await ProbeClient.connectObserver(network, 'ProviderMSP');
    const blocks = await observer.network.getFilteredBlockEvents({ startBlock: one.blockNumber });
    const codes: number[] = [];
    for await (const block of blocks) {
      const same = block.getFilteredTransactionsList().filter((filtered) => filtered.getTxid() === first.getTransactionId());
      codes.push(...same.map((filtered) => filtered.getTxValidationCode()));
      if (codes.length >= 2) break;
    }
    blocks.close();
    observer.close();
    expect(codes).toEqual([valid, duplicate]);
  });

  it('returns the history of a key newest first, with deletes', async () => {
    for (const value of ['1', '2']) await provider.submit([{ op: 'put', key: 'told', value }]);
    await provider.submit([{ op: 'delete', key: 'told' }]);
    const [history] = await provider.evaluate([{ op: 'history', key: 'told' }]);
    expect(history).toMatchObject([{ isDelete: true }, { value: '2', isDelete: false }, { value: '1', isDelete: false }]);
  });

  it('sorts ranges by the UTF-8 bytes of keys, and pages by their bookmark', async () => {
    const keys = ['oa', 'oé', 'o\uffff', 'o😀'];
    await provider.submit(keys.map((key) => ({ op: 'put', key, value: '1' }) as const));
    const [all, page] = await provider.evaluate([
      { op: 'range', start: 'o', end: 'p' },
      { op: 'page', start: 'o', end: 'p', size: 3, bookmark: '' },
    ]);
    expect(check(keysForm, all).filter((key) => keys.includes(key))).toEqual(keys);
    const { keys: onPage, bookmark } = check(pageForm, page);
    const [rest] = await provider.evaluate([{ op: 'page', start: 'o', end: 'p', size: 100, bookmark }]);
    expect([...onPage, ...check(pageForm, rest).keys]).toEqual(all);
    expect(rest).toMatchObject({ bookmark: '' });
  });

  it('reads and protects a scan of more keys than one batch as a whole', async () => {
    const keys = Array.from({ length: 260 }, (_, index) => `big${String(index).padStart(4, '0')}`);
    await provider.submit(keys.map((key) => ({ op: 'put', key, value: '1' }) as const));
    const scan = [
      { op: 'range', start: 'big', end: 'bih' },
      { op: 'put', key: 'scanned-big', value: '1' },
    ] as const;
    const { answers, code } = await provider.submit(scan);
    expect(code).toBe(valid);
    expect(answers[0]).toEqual(keys);
    const { codes } = await race([{ op: 'put', key: 'big0100x', value: '1' }], scan);
    expect(codes).toEqual([valid, phantomConflict]);
  });
});
