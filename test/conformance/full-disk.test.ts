import { open, type FileHandle } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { common } from '@hyperledger/fabric-protos';
import type { CommittedBlock } from '@databund/devnet/internal/ledger/types';
import { BlockAssembler } from '@databund/devnet/internal/orderer/block-assembler';
import { Orderer } from '@databund/devnet/internal/orderer/orderer';
import { chaincode, TestChannel } from './test-channel';
import { matchText } from '../support/matchers';
import { TestError } from '../support/test-error';

const implicit = '_implicit_org_ProviderMSP';
const rejectForSpace = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));

const isFileHandle = (value: unknown): value is FileHandle => typeof value === 'object' && value !== null && 'appendFile' in value;

describe('orderer whose disk is full', () => {
  let channel: TestChannel;
  let orderer: Orderer;
  let committed: CommittedBlock[];
  let files: FileHandle;

  beforeEach(async () => {
    channel = await TestChannel.start();
    const assembler = new BlockAssembler(channel.organisations.get('OrdererMSP')!.node);
    orderer = new Orderer({ ledger: channel.ledger, assembler, batchTimeoutMs: 0, now: Date.now });
    committed = [];
    channel.ledger.onCommit((block) => committed.push(block));
    const handle = await open(__filename);
    const prototype: unknown = Object.getPrototypeOf(handle);
    if (!isFileHandle(prototype)) throw new TestError('NOT_SUPPORTED', 'This Node has no class FileHandle.');
    files = prototype;
    await handle.close();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await orderer.close();
    await channel.stop();
  });

  const make = (key: string) =>
    channel.make({
      endorsers: ['ExchangeMSP', 'ProviderMSP'],
      simulate: (simulator) => {
        simulator.putState(chaincode, key, Buffer.from('public'));
        simulator.putPrivate(chaincode, implicit, key, Buffer.from('secret'));
      },
    });
  const broadcast = async (key: string) => orderer.broadcast(common.Envelope.deserializeBinary((await make(key)).envelope));
  /** Resolves when the orderer logs this text. */
  const waitForLog = (text: string) =>
    new Promise<void>((resolve) => {
      jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
        if (String(line).includes(text)) resolve();
        return true;
      });
    });
  const awaitBlock = () => new Promise<void>((resolve) => channel.ledger.onCommit(() => resolve()));
  const read = (key: string) =>
    channel.read('ProviderMSP', (simulator) => [
      simulator.getState(chaincode, key)?.toString(),
      simulator.getPrivate(chaincode, implicit, key)?.toString(),
    ]);

  const fullFor = {
    'a block': () => jest.spyOn(files, 'appendFile').mockImplementationOnce(rejectForSpace),
    'a block and its truncation': () => {
      jest.spyOn(files, 'truncate').mockImplementationOnce(rejectForSpace);
      jest.spyOn(files, 'datasync').mockImplementationOnce(rejectForSpace);
    },
    'the state that follows from a stored block': () =>
      jest.spyOn(ClassicLevel.prototype, 'batch').mockImplementationOnce(rejectForSpace as never),
  };

  it.each(Object.entries(fullFor))(
    'writes accepted transactions when there is space again, after the disk was full for %s',
    async (_, fill) => {
      const height = channel.ledger.height;
      const envelope = common.Envelope.deserializeBinary((await make('before')).envelope);
      const later = common.Envelope.deserializeBinary((await make('while')).envelope);
      fill();
      const [blocked, written] = [waitForLog('ENOSPC'), awaitBlock()];
      expect(orderer.broadcast(envelope)).toBeUndefined();
      await blocked;
      const refused = orderer.broadcast(later);
      expect(refused).toEqual({ status: common.Status.SERVICE_UNAVAILABLE, info: matchText('ENOSPC') });
      const resumed = waitForLog('accepted again');
      await written;
      await resumed;
      const after = awaitBlock();
      expect(await broadcast('after')).toBeUndefined();
      await after;
      expect(committed.map(({ number, flags }) => [number, ...flags])).toEqual([
        [height, 0],
        [height + 1, 0],
      ]);
      expect([await read('before'), await read('while'), await read('after')]).toEqual([
        ['public', 'secret'],
        [undefined, undefined],
        ['public', 'secret'],
      ]);
    },
  );

  it('drops transactions that it could not write when it is closed', async () => {
    jest.spyOn(files, 'appendFile').mockImplementation(rejectForSpace);
    const height = channel.ledger.height;
    const blocked = waitForLog('ENOSPC');
    expect(await broadcast('lost')).toBeUndefined();
    await blocked;
    await orderer.close();
    expect(channel.ledger.height).toBe(height);
  });
});
