import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { allTransactions, hashBytes, kebab, type AnyTransaction, type Hash } from '@databund/model';
import { readPinnedRoots } from '@databund/audit';
import { runCommandLine } from '@databund/cli';
import { HttpExchange } from '../support/http-exchange';
import { activate, bytes, contentWith } from '../support/listings';
import { newId, type CastName } from '../support/exchange';

jest.setTimeout(120_000);

let http: HttpExchange;
let folder: string;
beforeAll(async () => {
  http = await HttpExchange.open();
  folder = mkdtempSync(join(tmpdir(), 'databund-cli-'));
  for (const name of Object.keys(http.tokens) as CastName[]) {
    await run(
      undefined,
      'profile',
      'add',
      name,
      '--url',
      http.url,
      '--token',
      http.tokens[name],
      '--participant',
      http.exchange.members[name].id,
    );
  }
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line as one of the cast. */
async function run(as: CastName | undefined, ...words: string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[name] += chunk.toString();
        done();
      },
    });
  const surroundings = { out: stream('out'), err: stream('err'), config: join(folder, 'profiles.json'), profile: as, isTerminal: false };
  return { exitCode: await runCommandLine(words, surroundings), ...written };
}

async function json<T = Record<string, unknown>>(as: CastName, ...words: string[]): Promise<T> {
  const { exitCode, out, err } = await run(as, '--json', ...words);
  if (exitCode !== 0) throw new Error(err);
  return JSON.parse(out) as T;
}

/** An administrator’s certificate founds the exchange, beside the gateway. */
const isServed = ({ name }: AnyTransaction) => name !== 'FoundExchange';

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('the command line', () => {
  it('tells a whole story, a command a transaction, and verifies the ledger at its end', async () => {
    const content = file('content.json', JSON.stringify(contentWith({ charge: { basis: 'priced' } })));
    const { object: draft } = await json<{ object: { id: string } }>('provider', 'listing', 'create', '--content', content);
    await json('provider', 'upload', draft.id, file('readings.csv', bytes.toString()));
    await json('provider', 'listing', 'submit', draft.id);
    const classify = ['--grade', 'general', '--reason', 'nothing in it says otherwise'];
    expect(await json('authority', 'listing', 'reclassify', draft.id, ...classify)).toMatchObject({
      object: { grade: { grade: 'general', epoch: 1 } },
    });
    await json('operator', 'listing', 'approve', draft.id);
    const listed = await json<{ object: { state: string } }>('operator', 'listing', 'end-notice', draft.id);
    expect(listed.object.state).toBe('LISTED');

    const terms = JSON.stringify({
      scenario: 'report',
      purpose: 'research',
      from: '2020-01-01T00:00:00.000Z',
      until: '2099-01-01T00:00:00.000Z',
      count: 1,
      mode: 'download',
    });
    const { object: authorisation } = await json<{ object: { id: string } }>(
      'buyer',
      'authorisation',
      'request',
      '--listing',
      draft.id,
      '--terms',
      terms,
    );
    await json('provider', 'authorisation', 'approve', authorisation.id);
    await json('operator', 'authorisation', 'approve', authorisation.id);
    const { object: trade } = await json<{ object: { id: string } }>(
      'buyer',
      'trade',
      'order',
      '--authorisation',
      authorisation.id,
      '--kind',
      'sale',
    );
    const slip = join(folder, 'slip.json');
    const { hash } = await json<{ hash: Hash }>(
      'provider',
      'slip',
      'make',
      '--trade',
      trade.id,
      '--amount-minor',
      '4200',
      '--currency',
      'CNY',
      '--to',
      slip,
    );
    await json('provider', 'trade', 'price', trade.id, '--slip', slip);
    await json('buyer', 'trade', 'price', trade.id, '--slip', slip);
    await json('operator', 'trade', 'fund', trade.id, '--amount-hash', hash.value);
    await json('buyer', 'authorisation', 'activate', authorisation.id, '--trade', trade.id);
    const { object: delivery } = await json<{ object: { id: string } }>('buyer', 'delivery', 'open', '--authorisation', authorisation.id);
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'readings.csv'), 'of another');
    expect((await run('buyer', 'download', delivery.id, '--to', join(folder, 'taken'), '--acknowledge')).exitCode).toBe(2);
    await json('buyer', 'download', delivery.id, '--to', join(folder, 'received'));
    await json('buyer', 'download', delivery.id, '--to', join(folder, 'received'), '--acknowledge');
    expect(readFileSync(join(folder, 'received', 'readings.csv'))).toEqual(bytes);
    const settled = await json<{ object: { state: string } }>(
      'operator',
      'trade',
      'settle',
      trade.id,
      '--amount-hash',
      JSON.stringify(hash),
    );
    expect(settled.object.state).toBe('SETTLED');

    const report = await json<{ verified: boolean; checked: { stances: number } }>(
      'auditor',
      'verify',
      '--save',
      join(folder, 'blocks'),
      '--connection',
      http.exchange.network.profilePath,
    );
    expect(report).toMatchObject({ verified: true, problemCount: 0 });
    // Five stances that were made PENDING, and the two approvals.
    expect(report.checked.stances).toBe(7);
    expect(existsSync(join(folder, 'blocks', '0000000000.block'))).toBe(true);
    expect((await json<{ verified: boolean }>('auditor', 'verify', '--blocks', join(folder, 'blocks'))).verified).toBe(true);
    // The amount is nowhere in what everybody has.
    for (const name of readdirSync(join(folder, 'blocks')))
      expect(readFileSync(join(folder, 'blocks', name)).includes('amountMinor')).toBe(false);
  });

  it('finds a block that was changed afterwards', async () => {
    await json('auditor', 'verify', '--save', join(folder, 'damaged'));
    const path = join(folder, 'damaged', '0000000003.block');
    const block = readFileSync(path);
    const at = block.indexOf('"roles":["');
    block[at + 10] = (block[at + 10] ?? 0) ^ 1;
    writeFileSync(path, block);
    const { exitCode, out } = await run('auditor', '--json', 'verify', '--blocks', join(folder, 'damaged'));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verified: false,
      problems: expect.arrayContaining([expect.objectContaining({ code: 'DATA_HASH', block: 3 })]) as unknown[],
    });
  });

  it('pins the roots that an auditor has by other ways', async () => {
    const roots = join(folder, 'roots');
    mkdirSync(roots, { recursive: true });
    for (const [mspId, certificates] of Object.entries(readPinnedRoots(http.exchange.network.profilePath)))
      writeFileSync(join(roots, `${mspId}.pem`), certificates.join('\n'));
    expect((await json<{ verified: boolean }>('auditor', 'verify', '--roots', roots)).verified).toBe(true);
    writeFileSync(join(roots, 'BuyerMSP.pem'), readFileSync(join(roots, 'ProviderMSP.pem')));
    const { exitCode, out } = await run('auditor', '--json', 'verify', '--roots', roots);
    expect([exitCode, (JSON.parse(out) as { problems: { code: string }[] }).problems[0]?.code]).toEqual([1, 'ROOT_NOT_PINNED']);
    const unpinned = await run('auditor', '--json', 'verify');
    expect([unpinned.exitCode, unpinned.err]).toEqual([0, expect.stringContaining('taken at their word')]);
  });

  it.each([
    ['feed', {}, 'delivery windows'],
    ['compute', { algorithm: hashBytes('select 1') }, 'delivery get'],
  ] as const)('fetches no %s as if it were files, and says nothing of it on the ledger', async (mode, more, instead) => {
    const { buyer } = http.exchange.members;
    const authorisation = await activate(http.exchange, contentWith({ kind: mode, ...(mode === 'feed' && { distributions: [] }) }), {
      mode,
    });
    const { id } = await buyer.call('OpenDelivery', { id: newId('dlv'), authorisation, ...more });
    const to = join(folder, `no-${mode}`);
    for (const words of [[], ['--acknowledge']]) {
      const { exitCode, out, err } = await run('buyer', 'download', id, '--to', to, ...words);
      expect([exitCode, out, err]).toEqual([2, '', expect.stringContaining(instead)]);
    }
    expect([(await buyer.call('GetDelivery', { id })).state, existsSync(to)]).toEqual(['OPENED', false]);
  });

  it('has a command for every transaction that the gateway serves, and says what it takes', async () => {
    for (const { noun, verb, name, summary } of allTransactions.filter(isServed)) {
      const { exitCode, out } = await run('buyer', noun, kebab(verb), '--help');
      const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
      expect([name, exitCode, flat(out)]).toEqual([name, 0, expect.stringContaining(flat(summary))]);
    }
  });

  it('answers a program by exactly one value, also where it is refused', async () => {
    const { exitCode, out } = await run('buyer', '--json', 'listing', 'get', 'lst-00000000000000000000000000');
    expect([exitCode, JSON.parse(out)]).toEqual([
      1,
      { error: expect.objectContaining({ code: 'LISTING_NOT_FOUND', status: 404 }) as object },
    ]);
  });

  it('registers who the profile says', async () => {
    const { err } = await run('buyer', 'participant', 'register', '--name', '{"en":"Again"}', '--roles', '["buyer"]');
    expect(err).toMatch(/^ALREADY_EXISTS/);
  });

  it('says where its result cannot be written, and no more', () => {
    const program = join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js');
    const env = { DATABUND_CONFIG: join(folder, 'profiles.json') };
    const { status, stderr } = spawnSync(process.execPath, [program, 'profile', 'list'], {
      env,
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect([status, String(stderr)]).toEqual([2, expect.stringMatching(/^the result cannot be written: ENOSPC.*\n$/)]);
  });

  it('prints tables for people', async () => {
    const { exitCode, out } = await run('buyer', 'participant', 'list');
    expect(exitCode).toBe(0);
    expect(out).toContain('ExchangeMSP');
    expect(out).toContain('│');
  });

  it('says by its exit code whether it was refused, typed wrongly, or not reached', async () => {
    const refused = await run('buyer', 'listing', 'get', 'lst-00000000000000000000000000');
    expect([refused.exitCode, refused.err.split(':')[0]]).toEqual([1, 'LISTING_NOT_FOUND']);
    expect((await run('buyer', 'listing', 'get', '../../etc/passwd')).exitCode).toBe(2);
    expect((await run('buyer', 'listing', 'fly')).exitCode).toBe(2);
    await run(undefined, 'profile', 'add', 'nowhere', '--url', 'http://127.0.0.1:9', '--token', 'x');
    expect((await run(undefined, '--profile', 'nowhere', 'listing', 'list')).exitCode).toBe(3);
    await run(undefined, 'profile', 'add', 'stranger', '--url', http.url, '--token', 'x.y.z');
    expect((await run(undefined, '--profile', 'stranger', 'listing', 'list')).exitCode).toBe(3);
  });
});
