import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { writeBlock } from '@databund/ledger-verifier';
import { runCommandLine } from './program';

const kept = join(__dirname, '../../../test/conformance/kept/1.0');
const folder = mkdtempSync(join(tmpdir(), 'databund-prove-'));
const [blocks, roots, file] = [join(folder, 'blocks'), join(folder, 'roots'), join(folder, 'trade.evidence')];
const trade = 'trd-40jtdm9pb47vz5n5nkwzkhwram';

beforeAll(() => {
  const bytes = gunzipSync(readFileSync(join(kept, 'blocks.gz')));
  for (let at = 0, number = 0; at < bytes.length; number += 1) {
    const end = at + 4 + bytes.readUInt32BE(at);
    writeBlock(blocks, number, bytes.subarray(at + 4, end));
    at = end;
  }
  const pems = Object.entries<readonly string[]>(JSON.parse(readFileSync(join(kept, 'roots.json'), 'utf8')) as Record<string, string[]>);
  writeBlock(roots, 0, new Uint8Array()); // Makes the folder; a file of another name is not read.
  for (const [mspId, list] of pems) writeFileSync(join(roots, `${mspId}.pem`), list.join('\n'));
});

async function run(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
  const written = { out: '', err: '' };
  const open = (name: 'out' | 'err') =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written[name] += chunk.toString();
        done();
      },
    });
  const exitCode = await runCommandLine(words, {
    out: open('out'),
    err: open('err'),
    config: join(folder, 'profiles.json'),
    isTerminal: false,
  });
  return { exitCode, ...written };
}

describe('databund prove and databund verify FILE', () => {
  it('make a pack from saved blocks, and verify it offline with the verdict as the last lines', async () => {
    const made = await run('prove', 'trade', trade, '--blocks', blocks, '--to', file);
    expect([made.exitCode, made.err]).toEqual([0, '']);
    const { exitCode, out } = await run('verify', file, '--roots', roots);
    expect(exitCode).toBe(0);
    expect(out).toContain(`VERIFIED: trade ${trade} on channel exchange, a pack of kind blocks with 21 transactions.`);
    expect(out).toContain('ExchangeMSP asserts that the money was paid out (28.0).');
  });

  it('refuse to write over a file, and to verify a pack with options of ledgers', async () => {
    expect((await run('prove', 'trade', trade, '--blocks', blocks, '--to', file)).err).toContain('exists');
    expect((await run('verify', file, '--checkpoint', '1:00')).err).toContain('only --roots or --connection');
  });

  it('write nothing if what they are to add to is no pack', async () => {
    const to = join(folder, 'none.evidence');
    const { exitCode, err } = await run('prove', 'trade', trade, '--from', __filename, '--to', to);
    expect([exitCode, existsSync(to)]).toEqual([2, false]);
    expect(err).toContain('PACK_MALFORMED');
  });

  it('name the code and the bytes of a changed pack', async () => {
    const changed = Uint8Array.from(readFileSync(file));
    changed[changed.length - 10] = (changed[changed.length - 10] ?? 0) ^ 1;
    writeFileSync(`${file}.changed`, changed);
    const { exitCode, err } = await run('verify', `${file}.changed`, '--roots', roots);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/ENTRY_HASH: Entry block\/28 .*\(bytes \d+ to \d+\)/);
  });

  it('exit with 1 if the roots are not those that the reader trusts', async () => {
    const other = join(folder, 'other-roots');
    writeBlock(other, 0, new Uint8Array());
    writeFileSync(join(other, 'ExchangeMSP.pem'), readFileSync(join(roots, 'BuyerMSP.pem')));
    const { exitCode, out } = await run('verify', file, '--roots', other);
    expect(exitCode).toBe(1);
    expect(out).toContain('ROOT_NOT_PINNED in block/0 (bytes');
  });
});
