import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { runCommandLine } from '@databund/cli';
import { Profiles } from '@databund/cli/profiles';
import { openIssuer } from '@databund/gateway';
import { getMspId, makeId, type CastName } from '../support/cast';
import { CommandLine, objectForm, TextStream } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { makeContent } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const Opened = Type.Object({ address: Type.String(), code: Type.String() });

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(() => http.close());

let folder: string;
let config: string;
let cli: CommandLine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'databund-sessions-'));
  config = join(folder, 'profiles.json');
  cli = new CommandLine(config);
});

const makeCode = (name: CastName) =>
  openIssuer(http.config).issueCode({ participantId: http.exchange.members[name].id, mspId: getMspId(name) }, 3_600).code;
const logIn = (code: string) => cli.ask(objectForm, undefined, 'login', '--gateway', http.url, '--code', code);

/** Sets the end of the stored token, as if time had passed. */
function endToken(change: object): void {
  const profiles = new Profiles(config);
  profiles.add('default', { ...profiles.get('default'), ...change });
}

describe('login', () => {
  it('stores a profile that only its owner can read, and acts as its participant until logout', async () => {
    const { id } = http.exchange.members.buyer;
    expect(await logIn(makeCode('buyer'))).toMatchObject({ profile: 'default', participant: id });
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(await cli.ask(objectForm, undefined, 'whoami')).toMatchObject({ id });
    const { token } = new Profiles(config).get();
    expect(await cli.run(undefined, 'logout')).toMatchObject({ exitCode: 0 });
    expect(new Profiles(config).list()).toEqual([]);
    expect((await fetch(`${http.url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it('asks for the code on a terminal, and names the option without one', async () => {
    const [out, err] = [new TextStream(), new TextStream()];
    const asked: string[] = [];
    const ask = (question: string) => Promise.resolve(asked.push(question) > 0 ? makeCode('buyer') : '');
    const words = ['login', '--gateway', http.url];
    expect(await runCommandLine(words, { out, err, config, isTerminal: true, ask })).toBe(0);
    expect(asked).toEqual([`One-time code for ${http.url}: `]);
    const { exitCode, err: refused } = await cli.run('other', ...words);
    expect([exitCode, refused]).toEqual([2, expect.stringContaining('give --code')]);
  });

  it('takes no profile of somebody else', async () => {
    const added = ['--url', http.url, '--token', http.tokens.operator];
    await cli.run(undefined, 'profile', 'add', 'operator', ...added, '--participant', http.exchange.members.operator.id);
    expect(await logIn(makeCode('buyer'))).toMatchObject({ profile: 'default' });
    expect(await logIn(makeCode('auditor'))).toMatchObject({ profile: http.exchange.members.auditor.id });
    expect(await logIn(makeCode('operator'))).toMatchObject({ profile: 'operator' });
    expect(await logIn(makeCode('buyer'))).toMatchObject({ profile: 'default' });
  });

  it('refuses a used code with exit code 3', async () => {
    const code = makeCode('buyer');
    await logIn(code);
    expect((await cli.run(undefined, 'login', '--code', code)).exitCode).toBe(3);
  });

  it('renews a token that ends, once for several commands at a time', async () => {
    await logIn(makeCode('buyer'));
    const before = new Profiles(config).get('default');
    endToken({ expiresAt: new Date().toISOString() });
    const results = await Promise.all(Array.from({ length: 5 }, () => cli.run(undefined, 'whoami')));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    const after = new Profiles(config).get('default');
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(Date.parse(after.expiresAt ?? '')).toBeGreaterThan(Date.now());
    expect(after.sessionEndsAt).toBe(before.sessionEndsAt);
  });

  it('says that one must sign in again if the session was revoked', async () => {
    await logIn(makeCode('buyer'));
    const { register } = openIssuer(http.config);
    for (const { id, isRefreshable } of register.list()) if (isRefreshable) register.revoke(id);
    endToken({ expiresAt: new Date().toISOString() });
    const { exitCode, err } = await cli.run(undefined, 'whoami');
    expect([exitCode, err]).toEqual([3, expect.stringContaining('Sign in again.')]);
    expect(await cli.run(undefined, 'logout')).toMatchObject({ exitCode: 0 });
  });
});

describe('open', () => {
  it('answers an address with a code, which begins a session of the same participant', async () => {
    await logIn(makeCode('auditor'));
    const { address, code } = await cli.ask(Opened, undefined, 'open');
    expect(address).toBe(`${http.url}/#code=${code}`);
    expect(await cli.ask(objectForm, 'second', 'login', '--gateway', http.url, '--code', code)).toMatchObject({
      participant: http.exchange.members.auditor.id,
    });
  });

  it('opens as a role only in the folder of an exchange', async () => {
    const refused = await cli.run(undefined, 'open', '--as', 'provider');
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('--as is for the exchange that `npm start` runs')]);
    writeFileSync(join(folder, 'cast.json'), '[]');
    await cli.run(undefined, 'profile', 'add', 'provider', '--url', http.url, '--token', http.tokens.provider);
    expect(await cli.ask(Opened, undefined, 'open', '--as', 'provider')).toMatchObject({
      address: expect.stringContaining('#code=') as string,
    });
  });
});

describe('status', () => {
  it('shows the gateway, the caller, the token, and how much waits', async () => {
    const { provider } = http.exchange.members;
    const id = makeId('lst');
    const { revision } = await provider.call('CreateListing', { id, content: makeContent() });
    await provider.call('SubmitListing', { id, version: 1, revision });
    await logIn(makeCode('operator'));
    const { version } = JSON.parse(readFileSync(require.resolve('@databund/gateway/package.json'), 'utf8')) as { version: string };
    expect(await cli.ask(objectForm, undefined, 'status')).toMatchObject({
      gateway: { url: http.url, status: 'ok', version },
      you: { id: http.exchange.members.operator.id, roles: ['operator'], state: 'ACTIVE' },
      token: { renewed: 'by itself' },
      waits: { listing: 1, all: 1, overdue: 0 },
    });
  });

  it('ends with exit code 3 if the gateway is not reached, or does not know the caller', async () => {
    await cli.run(undefined, 'profile', 'add', 'away', '--url', 'http://127.0.0.1:1', '--token', 'x');
    const away = await cli.run('away', 'status');
    expect([away.exitCode, away.out]).toEqual([3, expect.stringContaining('NETWORK_UNAVAILABLE')]);
    await cli.run(undefined, 'profile', 'add', 'unknown', '--url', http.url, '--token', 'x');
    const unknown = await cli.run('unknown', 'status');
    expect([unknown.exitCode, unknown.out]).toEqual([3, expect.stringContaining('TOKEN_INVALID')]);
  });
});
