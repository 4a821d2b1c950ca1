import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPortHolder } from '@databund/exchange/internal/port-holder';
import { findPortBase } from '../support/free-ports';
import type { NodeProcess } from '../support/node-process';
import { connectAs, ExchangeCommands, readProfiles } from '../support/started-exchange';

jest.setTimeout(180_000); // Each test starts a whole exchange, some of them several times.

const folder = mkdtempSync(join(tmpdir(), 'databund-start-'));
const data = join(folder, 'seeded');
const unseeded = join(folder, 'unseeded');
let portBase: number;
let commands: ExchangeCommands;
let last: NodeProcess | undefined;
const start = async (...args: Parameters<ExchangeCommands['start']>) => (last = await commands.start(...args));
beforeAll(async () => {
  portBase = await findPortBase(22_000);
  commands = new ExchangeCommands(portBase);
});
afterEach(() => last?.end());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Holds a connection until the process that listens on the port is gone. */
function waitUntilGone(port: number): Promise<void> {
  return new Promise((resolve) => {
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .once('close', () => resolve())
      .resume();
  });
}

const list = async () => (await connectAs(data, 'buyer').listing.list({ limit: 200 })).items;

describe('npm start', () => {
  it('publishes 73 real files, serves, and keeps its state over a restart', async () => {
    const first = await start(['--data', data]);
    expect(first.written).toContain('published 73 of 73 seed listings');
    expect(first.written).toContain('open --as buyer');
    for (const { token } of Object.values(readProfiles(data).profiles)) expect(first.written).not.toContain(token);
    const before = await list();
    expect(before).toHaveLength(73);
    expect(new Set(before.map(({ state }) => state))).toEqual(new Set(['LISTED']));
    expect(await first.end()).toMatchObject({ code: 0 });
    const again = await start(['--data', data]);
    expect(again.written).not.toContain('seed listings');
    expect(await list()).toEqual(before);
    expect(await again.end()).toMatchObject({ code: 0 });
  });

  it('founds and seeds the exchange again if its ledger was removed', async () => {
    rmSync(join(data, 'devnet'), { recursive: true });
    const started = await start(['--data', data]);
    expect(started.written).toContain('published 73 of 73 seed listings');
    expect(await list()).toHaveLength(73);
    await started.end();
  });

  it('rejects a ledger without its cast.json, and serves again after cast.json is restored', async () => {
    const cast = join(data, 'cast.json');
    renameSync(cast, `${cast}.away`);
    const rejected = await start(['--data', data]);
    expect(rejected.written).toContain(`${cast} is missing`);
    expect(await rejected.end()).toMatchObject({ code: 1 });
    renameSync(`${cast}.away`, cast);
    const restored = await start(['--data', data]);
    expect(restored.written).toContain('serves at');
    expect(await restored.end()).toMatchObject({ code: 0 });
  });

  it.each([
    ['SIGHUP', 0],
    ['SIGKILL', null],
  ] as const)('takes all its processes along when it ends by %s, and can start again', async (signal, code) => {
    for (let starts = 0; starts < 2; starts += 1) {
      const started = await start(['--data', unseeded, '--no-seed']);
      expect(started.written).toContain('serves at');
      const gone = Promise.all([portBase, portBase + 2_050, portBase + 7].map(waitUntilGone));
      expect(await started.end(signal)).toMatchObject({ code });
      await gone;
    }
  });

  it('exits with 1 and the reason if it cannot publish the seed', async () => {
    const hidden = join(folder, 'hidden.js');
    writeFileSync(
      hidden,
      `const Module = require('node:module');
       const resolve = Module._resolveFilename;
       Module._resolveFilename = (name, ...more) => {
         if (name === 'vega-datasets') throw new Error('vega-datasets is hidden');
         return resolve(name, ...more);
       };`,
    );
    const started = await start(['--data', unseeded], { NODE_OPTIONS: `--require ${hidden}` });
    expect(started.written).toContain('vega-datasets is hidden');
    expect(await started.end()).toMatchObject({ code: 1 });
  });

  it('names a port that is taken before it starts any process', async () => {
    const taken = portBase + 2_050;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    const started = await start(['--data', unseeded, '--no-seed']);
    expect(started.written).toContain(`Port ${String(taken)} is taken by`);
    expect(started.written).not.toContain('starting');
    expect(await started.end()).toMatchObject({ code: 1 });
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    [['--port-base', '65000'], {}, '--port-base is "65000": expected a whole number from'],
    [[], { DATABUND_PORT: 'abc' }, 'DATABUND_PORT is "abc": expected a whole number from 0 to 65535.'],
  ])('rejects %j %j as a port and names the value', async (flags, environment, reason) => {
    const started = await start(['--data', unseeded, ...flags], environment);
    expect(started.written).toContain(reason);
    expect(await started.end()).toMatchObject({ code: 1 });
  });

  it("keeps a person's own profile and current profile, and renews the tokens of the cast", async () => {
    const { profiles } = readProfiles(unseeded);
    const mine = { url: 'http://127.0.0.1:1', token: 'my-own' };
    writeFileSync(join(unseeded, 'profiles.json'), JSON.stringify({ current: 'mine', profiles: { ...profiles, mine } }));
    const started = await start(['--data', unseeded, '--no-seed']);
    expect(readProfiles(unseeded)).toMatchObject({ current: 'mine', profiles: { mine } });
    expect(readProfiles(unseeded).profiles['buyer']).not.toEqual(profiles['buyer']);
    await started.end();
  });

  it('admits initial participants that an older data folder lacks', async () => {
    const cast = join(unseeded, 'cast.json');
    const members = JSON.parse(readFileSync(cast, 'utf8')) as readonly { readonly name: string }[];
    writeFileSync(cast, JSON.stringify(members.filter(({ name }) => name !== 'assessor')));
    const started = await start(['--data', unseeded, '--no-seed']);
    expect(started.written).toContain('registering and admitting the assessor');
    await started.end();
  });

  it('prints at once that the devnet was killed, before it has stopped the gateway', async () => {
    const started = await start(['--data', unseeded, '--no-seed']);
    const open = connect(portBase + 7, '127.0.0.1').on('error', () => undefined);
    const closed = new Promise<void>((resolve) => open.resume().once('close', () => resolve()));
    open.write('GET /v1/health HTTP/1.1\r\n'); // Half a request keeps the gateway from stopping.
    const reported = started.waitForLine('The devnet stopped unexpectedly');
    const [, pid] = /process (\d+)/.exec(findPortHolder(portBase) ?? '') ?? [];
    process.kill(Number(pid), 'SIGKILL');
    expect(await Promise.race([reported.then(() => 'reported'), closed.then(() => 'closed')])).toBe('reported');
    await closed;
    expect(await started.end()).toMatchObject({ code: 1 });
  });
});
