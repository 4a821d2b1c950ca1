import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { toCanonicalJson } from '@databund/model';
import { Exchange, makeId, type CastName } from '../support/exchange';
import { readGatewayUrl, runGatewayProcess, startGatewayProcess } from '../support/gateway-process';
import { parseJson } from '../support/json';
import { makeContent } from '../support/listings';
import type { NodeProcess } from '../support/node-process';
import { matchPattern } from '../support/matchers';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const refreshableForm = Type.Object({ token: Type.String(), refreshToken: Type.String() });

let exchange: Exchange;
let data: string;
let environment: Readonly<Record<string, string>>;
const started: NodeProcess[] = [];
const tokens = new Map<CastName, string>();

beforeAll(async () => {
  exchange = await Exchange.open({ batchTimeoutMs: 300 });
  data = dirname(exchange.network.profilePath);
  const key = randomBytes(32).toString('hex');
  environment = { DATABUND_DATA: data, DATABUND_PORT: '0', DATABUND_WALLET_KEY: key, DATABUND_LOG_LEVEL: 'trace' };
});
afterAll(async () => {
  for (const gateway of started) await gateway.end('SIGKILL');
  await exchange.close();
});

function serve(): NodeProcess {
  const gateway = startGatewayProcess(['serve'], environment);
  started.push(gateway);
  return gateway;
}

/** Writes the credentials of a participant to files, and returns the flags that name them. */
function writeCredentials(name: CastName): { readonly mspId: string; readonly participantId: string; readonly words: readonly string[] } {
  const { mspId, participantId, certificate, keyPem } = exchange.members[name].credentials;
  const [cert, key] = [join(data, `${name}-cert.pem`), join(data, `${name}-key.pem`)];
  writeFileSync(cert, certificate);
  writeFileSync(key, keyPem);
  return { mspId, participantId, words: ['--msp', mspId, '--participant', participantId, '--cert', cert, '--key', key] };
}

describe('commands of the gateway', () => {
  it.each<CastName>(['provider', 'buyer', 'operator'])('imports the identity of the %s, and issues a token for it', async (name) => {
    const { mspId, participantId, words } = writeCredentials(name);
    expect(await runGatewayProcess(['wallet', 'import', ...words], environment)).toMatchObject({ code: 0 });
    const { out } = await runGatewayProcess(['wallet', 'list'], environment);
    expect(JSON.parse(out)).toContainEqual({ mspId, participantId });
    const issued = await runGatewayProcess(['token', 'issue', '--participant', participantId, '--msp', mspId], environment);
    expect(issued).toMatchObject({ code: 0, out: matchPattern(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
    tokens.set(name, issued.out.trim());
  });

  it('refuses a private key that does not match the certificate, and stores nothing', async () => {
    const { words } = writeCredentials('auditor');
    const key = join(data, 'buyer-key.pem');
    const { code, errors } = await runGatewayProcess(['wallet', 'import', ...words.slice(0, -1), key], environment);
    expect([code, errors]).toEqual([1, expect.stringContaining('KEY_MISMATCH: The private key does not belong to the certificate.')]);
    expect(readdirSync(join(data, 'gateway', 'wallet'))).toHaveLength(3);
  });

  it('refuses the certificate of another participant, and stores nothing', async () => {
    const { words } = writeCredentials('auditor');
    const asOther = words.with(3, makeId('ptc'));
    const { code, errors } = await runGatewayProcess(['wallet', 'import', ...asOther], environment);
    expect([code, errors]).toEqual([1, expect.stringMatching(/^PARTICIPANT_MISMATCH: .*Give the participant/)]);
    expect(readdirSync(join(data, 'gateway', 'wallet'))).toHaveLength(3);
  });

  it.each(['ExchangeMSP', 'ProviderMSP', 'BuyerMSP'])('stores the identity that reads the blocks of %s', async (mspId) => {
    const { certificate, privateKey } = await exchange.network.issueObserver(mspId);
    const [cert, key] = [join(data, `${mspId}-observer-cert.pem`), join(data, `${mspId}-observer-key.pem`)];
    writeFileSync(cert, certificate);
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const words = ['wallet', 'observe', '--msp', mspId, '--cert', cert, '--key', key];
    expect(await runGatewayProcess(words, environment)).toMatchObject({ code: 0 });
  });

  it('refuses an observer whose certificate has not the unit observer', async () => {
    const { words } = writeCredentials('buyer');
    const { code, errors } = await runGatewayProcess(['wallet', 'observe', ...words.slice(0, 2), ...words.slice(4)], environment);
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining('CERTIFICATE_INVALID: The certificate has the organisational units client;'),
    ]);
  });

  it('names a file that is missing, a folder and a file that is no key', async () => {
    const { words } = writeCredentials('auditor');
    const importWith = async (index: number, path: string) =>
      (await runGatewayProcess(['wallet', 'import', ...words.with(index, path)], environment)).errors.trim();
    expect(await importWith(5, 'nowhere.pem')).toMatch(/^FILE_INVALID: --cert is nowhere.pem: there is no such file/);
    expect(await importWith(7, data)).toMatch(/^FILE_INVALID: --key is .*: that is a folder/);
    expect(await importWith(7, words[5] ?? '')).toMatch(/^KEY_INVALID: /);
  });

  it('stores its files readable only by their owner', () => {
    const home = join(data, 'gateway');
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      const { mode } = statSync(join(entry.parentPath, entry.name));
      expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
    }
  });

  it('founds an exchange once, only as an administrator, and checks the form of the command', async () => {
    const { certificate, privateKey } = exchange.network.readAdmin('ExchangeMSP');
    const files = { cert: join(data, 'admin-cert.pem'), key: join(data, 'admin-key.pem'), input: join(data, 'founding.json') };
    writeFileSync(files.cert, certificate);
    writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const describeFirst = (name: CastName) => ({ id: exchange.members[name].id, name: { en: name } });
    const founding = {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations: [
        { mspId: 'ExchangeMSP', roles: ['operator'] },
        { mspId: 'RegulatorMSP', roles: ['authority'] },
      ],
      operator: describeFirst('operator'),
      authority: describeFirst('authority'),
    };
    const words = ['exchange', 'found', '--msp', 'ExchangeMSP', '--cert', files.cert, '--key', files.key, '--input', files.input];
    writeFileSync(files.input, JSON.stringify(founding));
    expect((await runGatewayProcess(words, environment)).errors).toContain('ALREADY_EXISTS: ');
    writeFileSync(files.input, JSON.stringify({ ...founding, owner: 'me' }));
    expect((await runGatewayProcess(words, environment)).errors).toMatch(/^INPUT_INVALID: .*"\/owner"/);
    writeFileSync(files.input, JSON.stringify(founding));
    const asBuyer = words.map((word) => word.replace('ExchangeMSP', 'BuyerMSP').replace('admin-', 'buyer-'));
    const refused = await runGatewayProcess(asBuyer, environment);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.errors).toMatch(/^(NOT_AN_ADMIN|ALREADY_EXISTS): /);
  });

  it.each([
    ['an unknown word', ['serve', '--loud'], {}],
    ['a duration without a unit', ['token', 'issue', '--participant', makeId('ptc'), '--msp', 'BuyerMSP', '--expires-in', '30'], {}],
    ['a participant that the wallet does not hold', ['token', 'issue', '--participant', makeId('ptc'), '--msp', 'BuyerMSP'], {}],
    ['a malformed participant id', ['token', 'issue', '--participant', 'garbage', '--msp', 'BuyerMSP'], {}],
    ['an organisation that does not exist', ['token', 'issue', '--participant', makeId('ptc'), '--msp', 'NopeMSP'], {}],
    ['a port that is not a number', ['serve'], { DATABUND_PORT: 'three thousand' }],
    ['an organisation that the network does not have', ['serve'], { DATABUND_ORGANISATIONS: 'BuyerMSP,NobodyMSP' }],
    ['a folder without a network', ['serve'], { DATABUND_DATA: join(__dirname, 'nothing') }],
    ['an address that is not of this machine', ['serve'], { DATABUND_HOST: '192.0.2.1' }],
  ])('exits with code 1 and a reason, given %s', async (_, words, more) => {
    const { code, out, errors } = await runGatewayProcess(words, { ...environment, ...more });
    expect([code, out]).toEqual([1, '']);
    expect(errors.trim().length).toBeGreaterThan(10);
  });
});

describe('gateway that issued tokens', () => {
  it('renews, lists and revokes them at once', async () => {
    const gateway = serve();
    const url = await readGatewayUrl(gateway);
    const getStatus = async (token: string, method: string, path: string) =>
      (await fetch(url + path, { method, headers: { authorization: `Bearer ${token}` } })).status;
    const { participantId, mspId } = exchange.members.provider.credentials;
    const words = ['token', 'issue', '--participant', participantId, '--msp', mspId, '--refresh', '--expires-in', '8h'];
    const first = parseJson(refreshableForm, (await runGatewayProcess(words, environment)).out);
    const renewed = await fetch(`${url}/v1/tokens/refresh`, { method: 'POST', headers: { authorization: `Bearer ${first.refreshToken}` } });
    const second = parseJson(refreshableForm, await renewed.text());
    expect([renewed.status, await getStatus(second.token, 'GET', '/v1/listings')]).toEqual([201, 200]);
    const [id = ''] = second.refreshToken.split('.');
    const listed = (await runGatewayProcess(['token', 'list'], environment)).out;
    expect(JSON.parse(listed)).toContainEqual(expect.objectContaining({ id, participantId, mspId, isRefreshable: true }));
    expect(listed).not.toContain(second.refreshToken);
    expect((await runGatewayProcess(['token', 'revoke', '--id', id], environment)).out).toBe(`["${id}"]\n`);
    expect(await getStatus(second.token, 'GET', '/v1/listings')).toBe(401);
    expect(await getStatus(second.refreshToken, 'POST', '/v1/tokens/refresh')).toBe(401);
    expect((await runGatewayProcess(['token', 'revoke', '--id', id], environment)).code).toBe(1);
    expect((await gateway.end()).code).toBe(0);
  });
});

describe('gateway that receives SIGTERM', () => {
  it('completes the requests under way, accepts no others, exits with 0 and has logged no secret', async () => {
    const gateway = serve();
    const url = await readGatewayUrl(gateway);
    const send = (as: CastName, path: string, body: object) =>
      fetch(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.get(as) ?? ''}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const ids = Array.from({ length: 20 }, () => makeId('lst'));
    const underWay = Promise.all(ids.map((id) => send('provider', '/v1/listings', { id, content: makeContent() })));
    const slip = toCanonicalJson({ tradeId: makeId('trd'), amountMinor: 4_711_081_547_110_815, currency: 'EUR', salt: 'ab'.repeat(32) });
    expect((await send('buyer', `/v1/trades/${makeId('trd')}/price`, { transient: { slip } })).status).toBe(404);
    const figures = await (await fetch(`${url}/metrics`)).text();
    expect(figures).toContain('# TYPE databund_commit_seconds histogram');
    expect(figures).toMatch(/^databund_block_height \d+$/m);
    gateway.signal('SIGTERM');
    const ended = gateway.waitForEnd();
    expect((await underWay).map(({ status }) => status)).toEqual(ids.map(() => 201));
    const { code, out, errors } = await ended;
    expect([code, out.split('\n').length]).toEqual([0, 2]);
    await expect(send('provider', '/v1/listings', {})).rejects.toThrow('fetch failed');
    for (const id of ids) expect((await exchange.members.provider.call('GetListing', { id })).state).toBe('DRAFT');
    expect(errors).toMatch(/"status":201,.*"caller":"ptc-.*"transactionId":"[0-9a-f]{64}".*"msg":"request"/);
    const key = readFileSync(join(data, 'provider-key.pem'), 'utf8').split('\n')[1] ?? '';
    for (const secret of [...tokens.values(), 'abababab', '4711081547110815', key, environment['DATABUND_WALLET_KEY'] ?? '']) {
      expect(errors).not.toContain(secret);
    }
  });
});

describe('gateway whose network restarts', () => {
  it('answers 201, 503 or 504 while the network is away, and serves again when it is back', async () => {
    if (!exchange.network.hasFeature('kill')) return;
    const gateway = serve();
    const url = await readGatewayUrl(gateway);
    const headers = { authorization: `Bearer ${tokens.get('provider') ?? ''}`, 'content-type': 'application/json' };
    const create = async (id: string) => {
      const body = JSON.stringify({ id, content: makeContent() });
      return { id, status: (await fetch(`${url}/v1/listings`, { method: 'POST', headers, body })).status };
    };
    expect((await create(makeId('lst'))).status).toBe(201);
    const early = Promise.all(Array.from({ length: 10 }, () => create(makeId('lst'))));
    const back = exchange.network.killAndRestart();
    const late = Promise.all(Array.from({ length: 10 }, () => create(makeId('lst'))));
    await back;
    const answers = [...(await early), ...(await late)];
    expect([201, 503, 504]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
    const after = await create(makeId('lst'));
    expect(after.status).toBe(201);
    for (const { id, status } of [...answers, after]) {
      const { status: found } = await fetch(`${url}/v1/listings/${id}`, { headers });
      if (status === 201) expect([id, found]).toEqual([id, 200]);
    }
    gateway.signal('SIGTERM');
    expect((await gateway.waitForEnd()).code).toBe(0);
  });
});

describe('gateway that makes one-time codes', () => {
  it('begins a session with a code that was made before its restart', async () => {
    const { participantId } = exchange.members.provider.credentials;
    const { code, out } = await runGatewayProcess(['code', 'issue', '--participant', participantId], environment);
    expect([code, out]).toEqual([0, expect.stringMatching(/^([0-9a-z]{4}-){6}[0-9a-z]{4}\n$/)]);
    const gateway = serve();
    const url = await readGatewayUrl(gateway);
    const start = () =>
      fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: out.trim() }),
      });
    const { token } = parseJson(refreshableForm, await (await start()).text());
    expect((await fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await start()).status).toBe(401);
    const { errors } = await gateway.end();
    expect(errors).not.toContain(out.trim());
  });

  it('makes no code for a participant whose identity it does not hold', async () => {
    const { errors } = await runGatewayProcess(['code', 'issue', '--participant', makeId('ptc')], environment);
    expect(errors).toMatch(/^IDENTITY_NOT_HELD: /);
  });
});

describe('backup of a gateway', () => {
  it('restores into another home, key included, and serves with the same tokens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'databund-backup-'));
    const backup = join(folder, 'backup');
    const made = await runGatewayProcess(['backup', backup], environment);
    expect(made).toMatchObject({ code: 0, out: matchPattern(/wallet.key opens the wallet/) });
    expect((await runGatewayProcess(['backup', backup], environment)).errors).toMatch(/^FILE_INVALID: .* exists already/);
    const { DATABUND_WALLET_KEY: _key, ...rest } = environment;
    const elsewhere = { ...rest, HOME: folder, DATABUND_DATA: join(folder, 'data') };
    expect(await runGatewayProcess(['restore', backup], elsewhere)).toMatchObject({ code: 0 });
    expect(statSync(join(folder, '.config', 'databund', 'wallet.key')).mode & 0o077).toBe(0);
    const gateway = startGatewayProcess(['serve'], elsewhere);
    started.push(gateway);
    const headers = { authorization: `Bearer ${tokens.get('provider') ?? ''}` };
    expect((await fetch(`${await readGatewayUrl(gateway)}/v1/listings`, { headers })).status).toBe(200);
    await gateway.end();
    writeFileSync(join(backup, 'gateway', 'issuer', 'key.json'), '{}');
    const damaged = await runGatewayProcess(['restore', backup], { ...elsewhere, DATABUND_DATA: join(folder, 'other') });
    expect(damaged.errors).toMatch(/^BACKUP_DAMAGED: gateway\/issuer\/key.json/);
  });
});
