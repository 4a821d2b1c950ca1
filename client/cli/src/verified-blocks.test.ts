import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VerifiedBlocks } from './verified-blocks';

const blocks = ['zero', 'one', 'two'].map((text) => Buffer.from(text));

async function remember(path: string): Promise<void> {
  const verified = new VerifiedBlocks(path);
  for await (const block of verified.follow(blocks)) expect(block.length).toBeGreaterThan(0);
  verified.finish();
}

describe('VerifiedBlocks', () => {
  const makePath = () => join(mkdtempSync(join(tmpdir(), 'verified-')), 'verified.json');

  it('counts the blocks that an earlier run verified, if their bytes are the same', async () => {
    const file = makePath();
    expect(new VerifiedBlocks(file).countVerified(blocks)).toBe(0);
    await remember(file);
    expect(new VerifiedBlocks(file).countVerified(blocks)).toBe(3);
    expect(new VerifiedBlocks(file).countVerified([...blocks, Buffer.from('three')])).toBe(3);
  });

  it('counts no block if one of them changed or is missing', async () => {
    const file = makePath();
    await remember(file);
    expect(new VerifiedBlocks(file).countVerified([blocks[0]!, Buffer.from('other'), blocks[2]!])).toBe(0);
    expect(new VerifiedBlocks(file).countVerified(blocks.slice(0, 2))).toBe(0);
  });

  it('rejects a file that it did not write', () => {
    const file = makePath();
    writeFileSync(file, '{"blocks":"3"}');
    expect(() => new VerifiedBlocks(file).countVerified(blocks)).toThrow(expect.objectContaining({ code: 'JSON_INVALID' }) as Error);
  });
});
