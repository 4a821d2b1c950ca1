import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCommandLine } from './program';

const folder = mkdtempSync(join(tmpdir(), 'databund-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command line of which nothing may reach the network: its gateway is nowhere. */
async function run(...words: string[]): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const config = join(folder, 'profiles.json');
  const exitCode = await runCommandLine(words, { out, err, config, token: 't', url: 'http://127.0.0.1:1', isTerminal: false });
  return { exitCode, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const id = `lst-${'0'.repeat(26)}`;
const trade = `trd-${'0'.repeat(26)}`;

describe('a command line', () => {
  it.each([
    [['fly']],
    [['listing', 'fly']],
    [['listing', 'get']],
    [['listing', 'get', '../../etc/passwd']],
    [['listing', 'list', '--limit', 'many']],
    [['listing', 'list', '--limit', '201']],
    [['listing', 'list', '--unknown', 'x']],
    [['listing', 'create', '--content', '{']],
    [['listing', 'create', '--content', '{}']],
    [['upload', id, 'nowhere.csv']],
    [['upload', id, 'nowhere.csv', '--version', '0']],
    [['catalogue', 'import', 'nowhere.json']],
    [['catalogue', 'import', 'nowhere.json', '--concurrency', '0']],
    [['catalogue', 'import', 'nowhere.json', '--format', 'excel']],
    [['catalogue', 'import', 'nowhere.json', '--language', 'in English']],
    [['verify', '--blocks', 'nowhere']],
    [['verify', '--connection', 'a', '--roots', 'b']],
    [['profile', 'add', 'x', '--url', 'gateway', '--token', 't']],
    [['--profile', 'nobody', 'listing', 'list']],
  ])('that cannot be done as typed ends with 2, says why and writes no result: %s', async (words) => {
    const { exitCode, out, err } = await run(...words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it('that reaches no gateway ends with 3, in JSON where that is asked', async () => {
    const { exitCode, out, err } = await run('--json', 'listing', 'list');
    expect([exitCode, JSON.parse(out)]).toEqual([3, { error: expect.objectContaining({ code: 'NETWORK_UNAVAILABLE' }) as object }]);
    expect(err).toMatch(/^NETWORK_UNAVAILABLE: .* → /);
  });

  it('asks for help and gets it', async () => {
    const { exitCode, out } = await run('catalogue', 'import', '--help');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('--dry-run')]);
  });
});

describe('a price slip', () => {
  const make = (to: string, amount: string) =>
    run('slip', 'make', '--trade', trade, '--amount-minor', amount, '--currency', 'CNY', '--to', join(folder, to));

  it('is written for its owner alone, and over no other', async () => {
    const path = join(folder, 'slip.json');
    expect((await make('slip.json', '100')).exitCode).toBe(0);
    const before = readFileSync(path, 'utf8');
    expect((await make('slip.json', '200')).exitCode).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect((await run('slip', 'show', path)).out).toMatch(/amountMinor +│ 100/);
  });

  it('is not made of a fraction, nor for what is no trade', async () => {
    expect((await make('fraction.json', '1.5')).exitCode).toBe(2);
    const { exitCode } = await run(
      'slip',
      'make',
      '--trade',
      id,
      '--amount-minor',
      '1',
      '--currency',
      'CNY',
      '--to',
      join(folder, 'x.json'),
    );
    expect([exitCode, existsSync(join(folder, 'fraction.json')), existsSync(join(folder, 'x.json'))]).toEqual([2, false, false]);
  });

  it('that is none is not sent', async () => {
    const path = join(folder, 'none.json');
    writeFileSync(path, '{}');
    expect((await run('trade', 'price', trade, '--slip', path)).exitCode).toBe(2);
    expect((await run('trade', 'price', trade, '--slip', join(folder, 'nowhere.json'))).exitCode).toBe(2);
  });
});

describe('a dry run', () => {
  it('reads a catalogue and asks nobody', async () => {
    const path = join(folder, 'data.json');
    const clean = { title: 'Readings', identifier: 'readings', description: 'Of a meter.', publisher: { name: 'P' } };
    writeFileSync(path, JSON.stringify({ dataset: [clean, { ...clean, identifier: 'other', title: 7 }] }));
    const { exitCode, out } = await run('--json', 'catalogue', 'import', path, '--dry-run');
    expect([exitCode, JSON.parse(out)]).toMatchObject([
      1,
      { format: 'dcat-us', records: 2, refused: 1, refusals: [{ identifier: 'other' }] },
    ]);
  });
});
