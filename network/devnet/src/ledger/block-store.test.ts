import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBlockData, hashBlockHeader } from '../proto/block-header';
import { encodeBlock, type StoredBlock } from './block';
import { frameHeaderSize, encodeFrame } from './block-frame';
import { BlockStore } from './block-store';

describe('the block store', () => {
  let directory: string;
  let path: string;
  const chain = makeChain(4);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fabric-blocks-'));
  });
  beforeEach(async () => {
    path = join(directory, 'blocks');
    await rm(path, { force: true });
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function writeChain(blocks: readonly StoredBlock[]): Promise<void> {
    const store = await BlockStore.open(path);
    for (const block of blocks) await store.append(block, encodeBlock(block));
    await store.close();
  }

  it('returns the appended blocks after a restart', async () => {
    await writeChain(chain);
    const store = await BlockStore.open(path);
    expect(store.height).toBe(4);
    for (const block of chain) expect(Buffer.from((await store.read(block.number))!)).toEqual(Buffer.from(encodeBlock(block)));
    expect(await store.read(4)).toBeUndefined();
    expect(store.lastBlock?.headerHash).toEqual(chain[3]!.headerHash);
    await store.close();
  });

  it('rejects a block that does not follow the last one', async () => {
    await writeChain(chain.slice(0, 2));
    const store = await BlockStore.open(path);
    await expect(store.append(chain[3]!, encodeBlock(chain[3]!))).rejects.toMatchObject({ code: 'BLOCKS_CORRUPT' });
    const stranger = { ...chain[2]!, previousHash: Buffer.alloc(32) };
    await expect(store.append(stranger, encodeBlock(stranger))).rejects.toMatchObject({ code: 'BLOCKS_CORRUPT' });
    expect(store.height).toBe(2);
    await store.close();
  });

  it('keeps every complete block if the last write was interrupted at any byte, and continues', async () => {
    await writeChain(chain.slice(0, 2));
    const { size: wholeSize } = await stat(path);
    const frame = encodeFrame(encodeBlock(chain[2]!));
    const whole = await readFile(path);
    for (let length = 0; length < frame.length; length++) {
      await writeFile(path, Buffer.concat([whole, frame.subarray(0, length)]));
      const store = await BlockStore.open(path);
      expect({ length, height: store.height }).toEqual({ length, height: 2 });
      await store.close();
      expect((await stat(path)).size).toBe(wholeSize);
    }
    await writeChain([chain[2]!, chain[3]!]);
    const store = await BlockStore.open(path);
    expect(store.height).toBe(4);
    await store.close();
  });

  it('names the block with a flipped bit, and cuts nothing off', async () => {
    await writeChain(chain);
    const whole = await readFile(path);
    const first = frameHeaderSize + encodeBlock(chain[0]!).length;
    const end = first + frameHeaderSize + encodeBlock(chain[1]!).length;
    for (let index = first; index < end; index++) {
      const damaged = Buffer.from(whole);
      damaged[index]! ^= 1 << (index % 8);
      await writeFile(path, damaged);
      const failure: unknown = await BlockStore.open(path).catch((error: unknown) => error);
      expect({ index, failure }).toMatchObject({ index, failure: { code: 'BLOCKS_CORRUPT' } });
      expect(String(failure)).toContain('Block 1 of the block store');
      expect((await stat(path)).size).toBe(whole.length);
    }
  });

  it('detects blocks that were replaced by others with valid checksums', async () => {
    await writeChain(chain.slice(0, 1));
    const forged = { ...chain[1]!, data: [Buffer.from('forged')] };
    await appendFile(path, encodeFrame(encodeBlock(forged)));
    await expect(BlockStore.open(path)).rejects.toThrow('contains other data than its header says');
  });
});

function makeChain(length: number): StoredBlock[] {
  const blocks: StoredBlock[] = [];
  for (let number = 0; number < length; number++) {
    const data = [Buffer.from(`first of ${number}`), Buffer.from(`second of ${number}`)];
    const header = { number, previousHash: blocks.at(-1)?.headerHash ?? new Uint8Array(), dataHash: hashBlockData(data) };
    const verdict = { flags: Uint8Array.of(0, 11), commitHash: Buffer.alloc(number === 0 ? 0 : 32, number) };
    blocks.push({ ...header, ...verdict, data, signatures: Buffer.from('0a020a00', 'hex'), headerHash: hashBlockHeader(header) });
  }
  return blocks;
}
