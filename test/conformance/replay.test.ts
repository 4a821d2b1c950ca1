import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBlockData, hashBlockHeader } from '@databund/network/devnet/proto/block-header';
import { decodeBlock } from '@databund/network/devnet/ledger/block';
import { ChannelLedger } from '@databund/network/devnet/ledger/channel-ledger';
import { readGoldenBlocks } from './golden';

describe('blocks of real Fabric', () => {
  const golden = readGoldenBlocks();
  const stored = golden.map((bytes) => decodeBlock(bytes));
  let directory: string;
  let ledger: ChannelLedger;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'databund-replay-'));
    ledger = await ChannelLedger.open({ directory, genesisEnvelope: stored[0]!.data[0]! });
  });

  afterAll(async () => {
    await ledger.close();
    await rm(directory, { recursive: true });
  });

  it('hash as Fabric hashed them', () => {
    for (const [index, block] of stored.entries()) {
      expect(hashBlockData(block.data)).toEqual(Buffer.from(block.dataHash));
      if (index > 0) expect(hashBlockHeader(stored[index - 1]!)).toEqual(Buffer.from(block.previousHash));
    }
  });

  it('get the flags and commit hashes that Fabric gave them, without being told', async () => {
    for (const { number, previousHash, dataHash, data, signatures, flags, commitHash } of stored.slice(1)) {
      const committed = await ledger.commit({ number, previousHash, dataHash, data, signatures });
      expect({ number, flags: [...committed.flags] }).toEqual({ number, flags: [...flags] });
      expect({ number, commitHash: Buffer.from(committed.commitHash).toString('hex') }).toEqual({
        number,
        commitHash: Buffer.from(commitHash).toString('hex'),
      });
    }
    expect(ledger.height).toBe(46);
  });

  it('are stored byte for byte as Fabric stores them', async () => {
    for (const [number, bytes] of golden.entries()) expect(Buffer.from((await ledger.getBlock(number))!)).toEqual(bytes);
  });
});
