import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { castNames, makeId, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { activate, makeContent, makeTerms, publish } from '../support/listings';
import { NodeProcess } from '../support/node-process';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const Requested = Type.Object({
  object: Type.Object({
    state: Type.String(),
    renews: Type.String(),
    terms: Type.Object({ from: Type.String(), until: Type.String(), count: Type.Integer(), purpose: Type.String() }),
  }),
});

let http: HttpExchange;
let cli: CommandLine;
let folder: string;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  folder = mkdtempSync(join(tmpdir(), 'databund-everyday-'));
  cli = new CommandLine(join(folder, 'profiles.json'));
  for (const name of castNames) await cli.run(undefined, 'profile', 'add', name, '--url', http.url, '--token', http.tokens[name]);
});
afterAll(() => http.close());

/** Starts the command as a process of its own. */
function startDatabund(profile: CastName, ...words: readonly string[]): NodeProcess {
  const bin = join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js');
  return NodeProcess.start([bin, '--profile', profile, ...words], { DATABUND_CONFIG: join(folder, 'profiles.json') });
}

describe('renew', () => {
  it('requests the same terms for as long as before, from the end on', async () => {
    const terms = { from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z' };
    const id = await activate(http.exchange, makeContent(), terms);
    const { object } = await cli.ask(Requested, 'buyer', 'renew', id);
    expect(object).toMatchObject({ state: 'REQUESTED', renews: id, terms: { from: terms.until, count: 2, purpose: 'research' } });
    const lengthMs = Date.parse(terms.until) - Date.parse(terms.from);
    expect(Date.parse(object.terms.until) - Date.parse(object.terms.from)).toBe(lengthMs);
  });

  it('takes another end as people write it, and shows the instant', async () => {
    const id = await activate(http.exchange);
    const { exitCode, out, err } = await cli.run('buyer', '--json', 'renew', id, '--until', '2035-06-30', '--count', '7');
    expect([exitCode, err]).toEqual([0, expect.stringContaining('--until is 2035-06-30T23:59:59.999Z')]);
    expect(JSON.parse(out)).toMatchObject({ object: { terms: { until: '2035-06-30T23:59:59.999Z', count: 7 } } });
  });

  it('refuses the authorisation of another buyer', async () => {
    const id = await activate(http.exchange);
    expect(await cli.run('otherBuyer', 'renew', id)).toMatchObject({ exitCode: 1 });
  });
});

describe('tables', () => {
  it('show names and titles beside the ids', async () => {
    const id = await activate(http.exchange);
    await waitForReady(http.url);
    const { buyer, provider } = http.exchange.members;
    const list = await cli.run('buyer', 'authorisation', 'list', '--all');
    expect(list.out).toContain(`${buyer.id.slice(0, 12)} buyer`);
    const titled = await cli.run('buyer', 'delivery', 'list', '--all');
    expect(titled.exitCode).toBe(0);
    const one = await cli.run('buyer', 'authorisation', 'get', id);
    expect(one.out).toContain(`${provider.id}  provider`);
    const inbox = await cli.run('operator', 'inbox');
    expect(inbox.exitCode).toBe(0);
  });
});

describe('who acts next', () => {
  it('stands below what a command wrote, with the command', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const id = makeId('aut');
    const words = ['authorisation', 'request', '--id', id, '--listing', listing, '--version', String(version)];
    const { exitCode, out } = await cli.run('buyer', ...words, '--terms', JSON.stringify(makeTerms()));
    expect([exitCode, out]).toEqual([0, expect.stringContaining(`next: provider: databund authorisation approve ${id}`)]);
  });

  it('stands below the error of a step that came too early', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const id = makeId('aut');
    await http.exchange.members.buyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms() });
    const { exitCode, err } = await cli.run('buyer', 'trade', 'order', '--authorisation', id, '--kind', 'free');
    expect([exitCode, err]).toEqual([1, expect.stringContaining(`next: operator: databund authorisation approve ${id}`)]);
    expect(err).toContain(`authorisation ${id} is REQUESTED`);
  });

  it('names yourself if the token does not count', async () => {
    await cli.run(undefined, 'profile', 'add', 'stranger', '--url', http.url, '--token', 'x');
    const { exitCode, err } = await cli.run('stranger', 'whoami');
    expect([exitCode, err]).toEqual([3, expect.stringContaining('next: you: databund login')]);
  });
});

describe('Ctrl-C', () => {
  it('says what was done and how to go on', async () => {
    const { id } = await publish(http.exchange);
    const getting = startDatabund('buyer', 'get', id, '--purpose', 'research', '--to', folder);
    await Promise.race([getting.waitForLine('is REQUESTED'), getting.waitForEnd()]);
    const { code, errors } = await getting.end('SIGINT');
    expect([code, errors]).toEqual([130, expect.stringContaining('Interrupted. Done: nothing yet. Under way: authorisation aut-')]);
    expect(errors).toContain('To go on, run the same command again.');
  });
});

describe('set-organisation', () => {
  it('warns of an MSP that the channel does not have, and of no other', async () => {
    const set = (mspId: string) => cli.run('operator', 'exchange', 'set-organisation', '--msp-id', mspId, '--roles', '["buyer"]');
    expect((await set('NowhereMSP')).err).toContain('the channel has no organisation NowhereMSP, but BuyerMSP, ExchangeMSP');
    expect((await set('ProviderMSP')).err).not.toContain('Warning');
  });
});
