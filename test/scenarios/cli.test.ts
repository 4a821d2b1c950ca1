import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { allTransactions, hashBytes, toKebabCase, type AnyTransaction } from '@databund/model';
import { readPinnedRoots } from '@databund/audit';
import { HttpExchange } from '../support/http-exchange';
import { activate, bytes, makeContent } from '../support/listings';
import { castNames, makeId, type CastName } from '../support/cast';
import { CommandLine, objectForm } from '../support/command-line';
import { matchItems, matchMembers } from '../support/matchers';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
let folder: string;
let cli: CommandLine;
const createdForm = Type.Object({ object: Type.Object({ id: Type.String() }) });
const slipForm = Type.Object({ hash: Type.Object({ alg: Type.String(), value: Type.String() }) });
beforeAll(async () => {
  http = await HttpExchange.open();
  folder = mkdtempSync(join(tmpdir(), 'databund-cli-'));
  cli = new CommandLine(join(folder, 'profiles.json'));
  for (const name of castNames) {
    const flags = ['--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id];
    await run(undefined, 'profile', 'add', name, ...flags);
  }
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (as: CastName | undefined, ...words: string[]) => cli.run(as, ...words);
const askForObject = (as: CastName, ...words: string[]) => cli.ask(objectForm, as, ...words);

/** Runs a command that creates an object, and returns the object's id. */
async function create(as: CastName, ...words: string[]): Promise<string> {
  const { object } = await cli.ask(createdForm, as, ...words);
  return object.id;
}

/** The gateway does not serve FoundExchange, which needs an administrator's certificate. */
const isServed = ({ name }: AnyTransaction) => name !== 'FoundExchange';

const writeFile = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('command line', () => {
  it('completes a whole trade with one command per transaction, and verifies the ledger at its end', async () => {
    const content = writeFile('content.json', JSON.stringify(makeContent({ charge: { basis: 'priced' } })));
    const listing = await create('provider', 'listing', 'create', '--content', content);
    await askForObject('provider', 'upload', listing, writeFile('readings.csv', bytes.toString()));
    await askForObject('provider', 'listing', 'submit', listing);
    const classify = ['--grade', 'general', '--reason', 'nothing in it says otherwise'];
    expect(await askForObject('authority', 'listing', 'reclassify', listing, ...classify)).toMatchObject({
      object: { grade: { grade: 'general', epoch: 1 } },
    });
    expect(await askForObject('operator', 'listing', 'approve', listing)).toMatchObject({ object: { state: 'LISTED' } });

    const terms = JSON.stringify({
      scenario: 'report',
      purpose: 'research',
      from: '2020-01-01T00:00:00.000Z',
      until: '2099-01-01T00:00:00.000Z',
      count: 1,
      mode: 'download',
    });
    const authorisation = await create('buyer', 'authorisation', 'request', '--listing', listing, '--terms', terms);
    await askForObject('provider', 'authorisation', 'approve', authorisation);
    await askForObject('operator', 'authorisation', 'approve', authorisation);
    const trade = await create('buyer', 'trade', 'order', '--authorisation', authorisation, '--kind', 'sale');
    const slip = join(folder, 'slip.json');
    const { hash } = await cli.ask(slipForm, 'provider', 'slip', 'make', '--trade', trade, '--price', '42.00 CNY', '--to', slip);
    await askForObject('provider', 'trade', 'price', trade, '--slip', slip);
    await askForObject('buyer', 'trade', 'price', trade, '--slip', slip);
    await askForObject('operator', 'trade', 'fund', trade, '--amount-hash', hash.value);
    await askForObject('buyer', 'authorisation', 'activate', authorisation, '--trade', trade);
    const delivery = await create('buyer', 'delivery', 'open', '--authorisation', authorisation);
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'readings.csv'), 'another file');
    expect((await run('buyer', 'download', delivery, '--to', join(folder, 'taken'), '--acknowledge')).exitCode).toBe(2);
    await askForObject('buyer', 'download', delivery, '--to', join(folder, 'received'));
    await askForObject('buyer', 'download', delivery, '--to', join(folder, 'received'), '--acknowledge');
    expect(readFileSync(join(folder, 'received', 'readings.csv'))).toEqual(bytes);
    expect(await askForObject('operator', 'trade', 'settle', trade, '--amount-hash', JSON.stringify(hash))).toMatchObject({
      object: { state: 'SETTLED' },
    });

    const report = await askForObject(
      'auditor',
      'verify',
      '--save',
      join(folder, 'blocks'),
      '--connection',
      http.exchange.network.profilePath,
    );
    // Five stances that were created as PENDING, and the two approvals.
    expect(report).toMatchObject({ verified: true, problemCount: 0, checked: { stances: 7 } });
    expect(existsSync(join(folder, 'blocks', '0000000000.block'))).toBe(true);
    expect(await askForObject('auditor', 'verify', '--blocks', join(folder, 'blocks'))).toMatchObject({ verified: true });
    // The price must not be in any block.
    for (const name of readdirSync(join(folder, 'blocks')))
      expect(readFileSync(join(folder, 'blocks', name)).includes('amountMinor')).toBe(false);
  });

  it('finds a block file that was changed after the download', async () => {
    await askForObject('auditor', 'verify', '--save', join(folder, 'damaged'));
    const path = join(folder, 'damaged', '0000000003.block');
    const block = readFileSync(path);
    const at = block.indexOf('"roles":["');
    block[at + 10] = (block[at + 10] ?? 0) ^ 1;
    writeFileSync(path, block);
    const { exitCode, out } = await run('auditor', '--json', 'verify', '--blocks', join(folder, 'damaged'));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verified: false,
      problems: matchItems([matchMembers({ code: 'DATA_HASH', block: 3 })]),
    });
  });

  it('verifies blocks with the roots that an auditor received from elsewhere', async () => {
    const roots = join(folder, 'roots');
    mkdirSync(roots, { recursive: true });
    for (const [mspId, certificates] of Object.entries(readPinnedRoots(http.exchange.network.profilePath)))
      writeFileSync(join(roots, `${mspId}.pem`), certificates.join('\n'));
    expect(await askForObject('auditor', 'verify', '--roots', roots)).toMatchObject({ verified: true });
    writeFileSync(join(roots, 'BuyerMSP.pem'), readFileSync(join(roots, 'ProviderMSP.pem')));
    const { exitCode, out } = await run('auditor', '--json', 'verify', '--roots', roots);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ problems: { 0: { code: 'ROOT_NOT_PINNED' } } });
    const unpinned = await run('auditor', '--json', 'verify');
    expect([unpinned.exitCode, unpinned.err]).toEqual([0, expect.stringContaining('trusted without a check')]);
  });

  it.each([
    ['feed', {}, 'delivery windows'],
    ['compute', { algorithm: hashBytes('select 1') }, 'delivery get'],
  ] as const)('fetches no files of a delivery whose listing is a %s, and writes nothing to the ledger', async (mode, more, instead) => {
    const { buyer } = http.exchange.members;
    const authorisation = await activate(http.exchange, makeContent({ kind: mode, ...(mode === 'feed' && { distributions: [] }) }), {
      mode,
    });
    const { id } = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation, ...more });
    const to = join(folder, `no-${mode}`);
    for (const words of [[], ['--acknowledge']]) {
      const { exitCode, out, err } = await run('buyer', 'download', id, '--to', to, ...words);
      expect([exitCode, out, err]).toEqual([2, '', expect.stringContaining(instead)]);
    }
    expect([(await buyer.call('GetDelivery', { id })).state, existsSync(to)]).toEqual(['OPENED', false]);
  });

  it('offers a command with help for every transaction that the gateway serves', async () => {
    for (const { noun, verb, name, summary } of allTransactions.filter(isServed)) {
      const { exitCode, out } = await run('buyer', noun, toKebabCase(verb), '--help');
      const joinLines = (text: string) => text.replaceAll(/\s+/g, ' ');
      expect([name, exitCode, joinLines(out)]).toEqual([name, 0, expect.stringContaining(joinLines(summary))]);
    }
  });

  it('prints exactly one JSON value with --json, also if the exchange refuses', async () => {
    const { exitCode, out } = await run('buyer', '--json', 'listing', 'get', 'lst-00000000000000000000000000');
    expect([exitCode, JSON.parse(out)]).toEqual([1, { error: matchMembers({ code: 'LISTING_NOT_FOUND', status: 404 }) }]);
  });

  it('registers the participant of the profile', async () => {
    const { err } = await run('buyer', 'participant', 'register', '--name', '{"en":"Again"}', '--roles', '["buyer"]');
    expect(err).toMatch(/^ALREADY_EXISTS/);
  });

  it('pins the certificate of a file, so that the participant can still act with it, and lifts the pin', async () => {
    const { certificate, participantId } = http.exchange.members.buyer.credentials;
    const pem = writeFile('buyer.pem', certificate);
    const hash = hashBytes(new X509Certificate(certificate).raw);
    const pinned = await askForObject('buyer', 'participant', 'pin', '--certificate', pem);
    expect(pinned).toMatchObject({ object: { keyHashes: [hash] } });
    expect(await askForObject('buyer', 'participant', 'get', participantId)).toMatchObject({ keyHashes: [hash] });
    expect(await askForObject('buyer', 'participant', 'pin', '--key-hashes', '[]')).toMatchObject({ object: { keyHashes: [] } });
  });

  it('completes the steps of a pin release with the revision of the release', async () => {
    const { certificate, participantId } = http.exchange.members.provider.credentials;
    await askForObject('provider', 'participant', 'pin', '--certificate', writeFile('provider.pem', certificate));
    await askForObject('operator', 'participant', 'request-pin-release', participantId, '--reason', 'it lost its key');
    const agreed = await askForObject('authority', 'participant', 'agree-pin-release', participantId);
    expect(agreed).toMatchObject({ object: { state: 'AGREED' } });
    const early = await run('authority', 'participant', 'release-pins', participantId);
    expect([early.exitCode, early.err.split(':')[0]]).toEqual([1, 'NOT_YET_DUE']);
    const refused = await askForObject('provider', 'participant', 'refuse-pin-release', participantId);
    expect(refused).toMatchObject({ object: { state: 'REFUSED' } });
    await askForObject('provider', 'participant', 'pin', '--key-hashes', '[]');
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

  it('prints tables to a terminal', async () => {
    const { exitCode, out } = await run('buyer', 'participant', 'list');
    expect(exitCode).toBe(0);
    expect(out).toContain('ExchangeMSP');
    expect(out).toContain('│');
  });

  it('exits with different codes for a refusal, a wrong command line and an unreachable gateway', async () => {
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
