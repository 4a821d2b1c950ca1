import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { importDefaults } from './catalogue/fields';
import { Profiles } from './profiles';
import { runCommandLine } from './program';
import type { Surroundings } from './surroundings';

const folder = mkdtempSync(join(tmpdir(), 'databund-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command line whose gateway does not exist, so that nothing reaches the network. */
function run(...words: string[]) {
  return runAs({ config: join(folder, 'profiles.json'), token: 't', url: 'http://127.0.0.1:1' }, ...words);
}

async function runAs(environment: Pick<Surroundings, 'config' | 'token' | 'url' | 'profile'>, ...words: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(words, { out, err, isTerminal: false, ...environment });
  return { exitCode, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const id = `lst-${'0'.repeat(26)}`;
const trade = `trd-${'0'.repeat(26)}`;

describe('a command line', () => {
  it.each([
    [['fly']],
    [['listing', 'fly']],
    [['listing', 'get']],
    [['listing', 'list', '--limit', 'many']],
    [['listing', 'list', '--limit', '201']],
    [['listing', 'list', '--unknown', 'x']],
    [['listing', 'create', '--content', '{']],
    [['listing', 'create', '--content', '{}']],
    [['upload', id, 'nowhere.csv']],
    [['upload', id, 'nowhere.csv', '--version', '0']],
    [['catalogue', 'import', 'nowhere.json']],
    [['catalogue', 'import', mkdtempSync(join(folder, 'empty-')), '--dry-run']],
    [['catalogue', 'import', 'nowhere.json', '--concurrency', '0']],
    [['catalogue', 'import', 'nowhere.json', '--format', 'excel']],
    [['catalogue', 'import', 'nowhere.json', '--language', 'in English']],
    [['verify', '--blocks', 'nowhere']],
    [['verify', '--connection', 'a', '--roots', 'b']],
    [['verify', '--blocks', mkdtempSync(join(folder, 'no-blocks-'))]],
    [['verify', '--blocks', __dirname, '--save', folder]],
    [['verify', '--connection', join(__dirname, '..', 'package.json')]],
    [['verify', '--roots', __filename]],
    [['verify', 'nowhere.evidence']],
    [['verify', __filename]],
    [['verify', __filename, '--blocks', folder]],
    [['prove', 'film', id]],
    [['prove', 'trade', id]],
    [['prove', 'listing', id, '--blocks', 'nowhere']],
    [['prove', 'listing', id, '--from', __filename]],
    [['slip', 'show', '.']],
    [['upload', id, '.', '--name', 'a.csv']],
    [['profile', 'add', 'x', '--url', 'gateway', '--token', 't']],
    [['--profile', 'nobody', 'listing', 'list']],
  ])('exits a wrong command line with 2, a reason on stderr and no result: %s', async (words) => {
    const { exitCode, out, err } = await run(...words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it.each([
    ['a folder as file of profiles', { config: folder, profile: 'x' }, ['listing', 'list'], ['FILE_MISSING', 'is a folder']],
    ['a missing file', {}, ['listing', 'create', '--content', 'nowhere.json'], ['OPTION_INVALID', 'there is no file nowhere.json']],
    ['a folder as value', {}, ['listing', 'create', '--content', folder], ['FILE_MISSING', 'is a folder']],
    ['a pipe as catalogue', {}, ['catalogue', 'import', '-', '--dry-run'], ['FILE_MISSING', 'add a source with the address -']],
    ['broken JSON', {}, ['listing', 'create', '--content', '{"title": }'], ['JSON_INVALID', 'line 1, column 11']],
    ['no command', {}, ['--json'], ['COMMAND_MISSING', 'a command is missing']],
  ])('prints one error with code USAGE and its kind for %s with --json', async (_, environment, words, [reason, meaning]) => {
    const surroundings = {
      config: join(folder, 'profiles.json'),
      ...(!('profile' in environment) && { token: 't', url: 'http://127.0.0.1:1' }),
      ...environment,
    };
    const { exitCode, out } = await runAs(surroundings, '--json', ...words.filter((word) => word !== '--json'));
    const error = { code: 'USAGE', reason, meaning: expect.stringContaining(String(meaning)) as string };
    expect([exitCode, JSON.parse(out)]).toEqual([2, { error }]);
  });

  it('exits with 3 if no gateway can be reached, and prints the error as JSON with --json', async () => {
    const { exitCode, out, err } = await run('--json', 'listing', 'list');
    expect([exitCode, JSON.parse(out)]).toEqual([3, { error: expect.objectContaining({ code: 'NETWORK_UNAVAILABLE' }) as object }]);
    expect(err).toMatch(/^NETWORK_UNAVAILABLE: .* → /);
  });

  it('punctuates the help of an argument with a default once', async () => {
    const { out } = await run('participant', 'pin', '--help');
    expect(out.replaceAll(/\s+/g, ' ')).toContain("base 32; default: the profile's participant");
  });

  it('prints the options with --help and exits with 0', async () => {
    const { exitCode, out } = await run('catalogue', 'import', '--help');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('--dry-run')]);
  });
});

describe('the profile of a command', () => {
  const config = join(folder, 'known.json');
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers.authorization);
    response.end('{"items":[]}');
  });
  let url: string;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
    const profiles = new Profiles(config);
    profiles.add('provider', { url, token: 'of-the-profile' });
    profiles.add('elsewhere', { url: 'ftp://gateway.example', token: 'of-elsewhere' });
  });
  beforeEach(() => (asked.length = 0));
  afterAll(() => server.close().closeAllConnections());

  it.each<[string, Partial<Surroundings>, readonly string[], string]>([
    ['the token of the profile in use', {}, [], 'of-the-profile'],
    ['DATABUND_TOKEN at the address of the profile in use', { token: 'given' }, [], 'given'],
    ['DATABUND_TOKEN at the address of DATABUND_PROFILE', { token: 'given', profile: 'provider' }, [], 'given'],
    ['the token of --profile before DATABUND_TOKEN', { token: 'given' }, ['--profile', 'provider'], 'of-the-profile'],
  ])('authenticates a command with %s', async (_, environment, words, token) => {
    expect(await runAs({ config, ...environment }, ...words, '--json', 'listing', 'list')).toMatchObject({ exitCode: 0 });
    expect(asked).toEqual([`Bearer ${token}`]);
  });

  it('sends no token to an address of the environment alone', async () => {
    await runAs({ config, url }, 'listing', 'list');
    expect(asked).toEqual([undefined]);
  });

  it.each<[string, Partial<Surroundings>, string]>([
    [
      'DATABUND_TOKEN has no address',
      { config: join(folder, 'none.json'), token: 'given' },
      `there is no file of profiles ${join(folder, 'none.json')}`,
    ],
    ['DATABUND_URL has a profile and no token', { url: 'http://127.0.0.1:1', profile: 'provider' }, 'set DATABUND_TOKEN too'],
    ['the address is a word', { token: 'given', url: 'nonsense' }, '"nonsense" is not an address'],
    ['the address is neither http nor https', { token: 'given', url: 'ftp://gateway.example' }, 'is not an address'],
    ['the address cannot be parsed', { token: 'given', url: 'http://[' }, 'is not an address'],
    ["the profile's address is neither http nor https", { profile: 'elsewhere' }, 'is not an address'],
  ])('rejects a command as a usage error before sending anything if %s', async (_, environment, reason) => {
    const { exitCode, err } = await runAs({ config, ...environment }, 'listing', 'list');
    expect([exitCode, err, asked]).toEqual([2, expect.stringContaining(reason), []]);
  });
});

it('rejects a token that cannot be sent as a usage error without showing the token', async () => {
  const config = join(folder, 'hushed.json');
  for (const words of [
    ['listing', 'list'],
    ['profile', 'add', 'x', '--url', 'http://127.0.0.1:1', '--token', 'secret\nword'],
  ]) {
    const { exitCode, out, err } = await runAs({ config, token: 'secret\nword', url: 'http://127.0.0.1:1' }, ...words);
    expect([exitCode, out, err.includes('oken'), err.includes('secret')]).toEqual([2, '', true, false]);
  }
});

it('--version prints the version of the package, and is an option of its own after a command', async () => {
  expect(await run('--version')).toEqual({ exitCode: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string, err: '' });
  expect((await run('listing', 'get', id, '--version', '1')).exitCode).toBe(3);
});

describe('a price slip', () => {
  const make = (to: string, amount: string) => run('slip', 'make', '--trade', trade, '--price', `${amount} CNY`, '--to', join(folder, to));

  it('writes a price slip for its owner only and never overwrites it', async () => {
    const path = join(folder, 'slip.json');
    expect((await make('slip.json', '100')).exitCode).toBe(0);
    const before = readFileSync(path, 'utf8');
    expect((await make('slip.json', '200')).exitCode).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect((await run('slip', 'show', path)).out).toMatch(/amountMinor +│ 10000/);
  });

  it('makes no price slip of a fraction, or for an id that is not a trade', async () => {
    expect((await make('fraction.json', '1.505')).exitCode).toBe(2);
    const { exitCode } = await run('slip', 'make', '--trade', id, '--price', '1 CNY', '--to', join(folder, 'x.json'));
    expect([exitCode, existsSync(join(folder, 'fraction.json')), existsSync(join(folder, 'x.json'))]).toEqual([2, false, false]);
  });

  it('sends no price slip if its file is missing or is not a slip', async () => {
    const path = join(folder, 'none.json');
    writeFileSync(path, '{}');
    expect((await run('trade', 'price', trade, '--slip', path)).exitCode).toBe(2);
    expect((await run('trade', 'price', trade, '--slip', join(folder, 'nowhere.json'))).exitCode).toBe(2);
  });
});

describe('an import with --dry-run', () => {
  it('prints the source of the ids: the name of the file, of its folder if the file is data.json, or --source', async () => {
    const lone = join(folder, 'meters');
    mkdirSync(lone);
    for (const name of ['data.json', 'other.json']) writeFileSync(join(lone, name), '{"dataset":[]}');
    const readSource = async (...words: string[]) =>
      (JSON.parse((await run('--json', 'catalogue', 'import', '--dry-run', ...words)).out) as { source: string }).source;
    expect(await readSource(join(lone, 'data.json'))).toBe('meters');
    expect(await readSource(join(lone, 'other.json'))).toBe('other');
    expect(await readSource(join(lone, 'other.json'), '--source', 'city')).toBe('city');
  });

  it('reads a catalogue without a gateway, and lists what it refuses', async () => {
    const path = join(folder, 'data.json');
    const clean = { title: 'Readings', identifier: 'readings', description: 'Of a meter.', publisher: { name: 'P' } };
    writeFileSync(path, JSON.stringify({ dataset: [clean, { ...clean, identifier: 'other', title: '' }] }));
    const { exitCode, out } = await run('--json', 'catalogue', 'import', path, '--dry-run');
    expect([exitCode, JSON.parse(out)]).toMatchObject([
      1,
      { format: 'dcat-us', assumed: importDefaults, records: 2, refused: 1, refusals: [{ identifier: 'other' }] },
    ]);
  });

  it('lists in the help of an import the defaults that it assumes', async () => {
    const { out } = await run('catalogue', 'import', '--help');
    for (const name of Object.keys(importDefaults)) expect(out.slice(out.indexOf('These defaults'))).toContain(name);
  });
});
