import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFile } from 'node:child_process';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { promisify } from 'node:util';
import { holderOf } from '@databund/exchange/internal/taken-ports';
import { CommandLine, objectForm } from '../support/command-line';
import { findPortBase } from '../support/free-ports';
import { readJson } from '../support/json';
import { NodeProcess } from '../support/node-process';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const bin = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist');
const start = join(bin, 'start.js');
const walletKey = { DATABUND_WALLET_KEY: '00'.repeat(32) };
const folder = mkdtempSync(join(tmpdir(), 'databund-start-'));
const data = join(folder, 'seeded');
const unseeded = join(folder, 'unseeded');
let portBase: number;
let last: NodeProcess | undefined;
beforeAll(async () => (portBase = await findPortBase(22_000)));
afterEach(() => last?.end());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  readonly process: NodeProcess;
  /** What it wrote until it served, or ended. */
  readonly written: string;
  /** Sends a signal; resolves with the exit code when every part of the exchange that holds its output has exited. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts the exchange, and waits until it serves or has ended. */
async function startExchange(flags: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Started> {
  const additions = { DATABUND_PORT: String(portBase + 7), ...walletKey, ...environment };
  const exchange = NodeProcess.start([start, '--port-base', String(portBase), ...flags], additions);
  last = exchange;
  await Promise.race([exchange.waitForLine('curl'), exchange.waitForEnd()]);
  return { process: exchange, written: exchange.written, end: async (signal) => (await exchange.end(signal)).code };
}

/** Holds a connection until the process that listens on the port has exited. */
function waitUntilClosed(port: number): Promise<void> {
  return new Promise((resolve) => {
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .once('close', () => resolve())
      .resume();
  });
}

/** Runs a command line with the profiles of a data folder. */
function ask<S extends TSchema>(form: S, folder: string, profile: string, ...words: readonly string[]): Promise<Static<S>> {
  return new CommandLine(join(folder, 'profiles.json')).ask(form, profile, ...words);
}

const listingsForm = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), state: Type.String() })) });
const participantsForm = Type.Object({
  items: Type.Array(Type.Object({ name: objectForm, mspId: Type.String(), state: Type.String(), roles: Type.Array(Type.String()) })),
});
const profilesForm = Type.Object({ current: Type.String(), profiles: Type.Record(Type.String(), objectForm) });
const castForm = Type.Array(Type.Object({ name: Type.String() }));

async function listListings(): Promise<Static<typeof listingsForm>['items']> {
  return (await ask(listingsForm, data, 'buyer', 'listing', 'list', '--limit', '200')).items;
}

describe('exchange started with one command', () => {
  it('seeds from real files, serves, and keeps its state over a restart', async () => {
    const first = await startExchange(['--data', data]);
    expect(first.written).toContain('seeded 73 of 73 listings');
    const before = await listListings();
    expect(before).toHaveLength(73);
    expect(new Set(before.map(({ state }) => state))).toEqual(new Set(['LISTED']));
    expect(await first.end()).toBe(0);
    const again = await startExchange(['--data', data]);
    expect(again.written).not.toContain('· seeded');
    expect(await listListings()).toEqual(before);
    expect(await again.end()).toBe(0);
  });

  it('founds and seeds the exchange again if its ledger was removed', async () => {
    rmSync(join(data, 'devnet'), { recursive: true });
    const { written, end } = await startExchange(['--data', data]);
    expect(written).toContain('seeded 73 of 73 listings');
    expect(await listListings()).toHaveLength(73);
    await end();
  });

  it('refuses to start without the file of its participants, and starts when it is restored', async () => {
    const cast = join(data, 'cast.json');
    renameSync(cast, `${cast}.away`);
    const { written, end } = await startExchange(['--data', data]);
    expect(written).toContain(`${cast} is missing`);
    expect(await end()).toBe(1);
    renameSync(`${cast}.away`, cast);
    const restored = await startExchange(['--data', data]);
    expect(restored.written).toContain('serves at');
    expect(await restored.end()).toBe(0);
  });

  it.each([
    ['SIGHUP', 0],
    ['SIGKILL', null],
  ] as const)('ends every process with the starter, and starts again: %s', async (signal, code) => {
    for (let starts = 0; starts < 2; starts += 1) {
      const { written, end } = await startExchange(['--data', unseeded, '--no-seed']);
      expect(written).toContain('serves at');
      const gone = Promise.all([portBase, portBase + 2_050, portBase + 7].map(waitUntilClosed));
      expect(await end(signal)).toBe(code);
      await gone;
    }
  });

  it('exits with the reason if it cannot seed', async () => {
    const hidden = join(folder, 'hidden.js');
    writeFileSync(
      hidden,
      `const Module = require('node:module');
       const resolve = Module._resolveFilename;
       Module._resolveFilename = (name, ...more) => {
         if (name === 'vega-datasets') throw new Error('vega-datasets is missing');
         return resolve(name, ...more);
       };`,
    );
    const { written, end } = await startExchange(['--data', unseeded], { NODE_OPTIONS: `--require ${hidden}` });
    expect(written).toContain('vega-datasets is missing');
    expect(await end()).toBe(1);
  });

  it('names a port that is taken before it starts anything', async () => {
    const taken = portBase + 2_050;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    const { written, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(written).toContain(`port ${String(taken)} is taken by`);
    expect(written).not.toContain('starting');
    expect(await end()).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    [['--port-base', '65000'], {}, '--port-base is "65000": expected a whole number'],
    [[], { DATABUND_PORT: 'abc' }, 'DATABUND_PORT is “abc”'],
  ])('rejects an invalid port: %j %j', async (flags, environment, reason) => {
    const { written, end } = await startExchange(['--data', unseeded, ...flags], environment);
    expect(written).toContain(reason);
    expect(await end()).toBe(1);
  });
});

describe('participants of an exchange started with one command', () => {
  const enrol = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, [join(bin, 'enrol.js'), '--data', unseeded, ...words], { env: { ...process.env, ...walletKey } });
  const profilesPath = join(unseeded, 'profiles.json');
  const readProfiles = () => readJson(profilesForm, profilesPath);

  it('enrols a participant while the exchange serves participants of every role', async () => {
    const { end } = await startExchange(['--data', unseeded, '--no-seed']);
    await enrol('--name', 'broker', '--msp', 'BuyerMSP', '--roles', 'buyer', '--title', 'Second buyer');
    const { items } = await ask(participantsForm, unseeded, 'broker', 'participant', 'list');
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['ACTIVE']));
    const all = ['arbiter', 'assessor', 'auditor', 'authority', 'buyer', 'buyer', 'operator', 'provider'];
    expect(items.flatMap(({ roles }) => roles).sort()).toEqual(all);
    expect(items).toContainEqual(expect.objectContaining({ name: { en: 'Second buyer' }, mspId: 'BuyerMSP' }));
    await end();
  });

  it('refuses to enrol a name twice, a role beyond the organisation or an unknown organisation, and writes no profile', async () => {
    const { end } = await startExchange(['--data', unseeded, '--no-seed']);
    const before = readProfiles();
    await expect(enrol('--name', 'buyer', '--msp', 'BuyerMSP', '--roles', 'buyer')).rejects.toThrow('has a profile buyer already');
    await expect(enrol('--name', 'other', '--msp', 'NopeMSP', '--roles', 'buyer')).rejects.toThrow('the network has ExchangeMSP');
    await expect(enrol('--name', 'other', '--msp', 'BuyerMSP', '--roles', 'arbiter')).rejects.toThrow('ROLE_NOT_ALLOWED');
    expect(readProfiles()).toEqual(before);
    await end();
    await expect(enrol('--name', 'other', '--msp', 'BuyerMSP', '--roles', 'buyer')).rejects.toThrow('nothing answers at');
  });

  it('keeps enrolled profiles and the profiles of the user over a restart', async () => {
    const { profiles } = readProfiles();
    const mine = { url: 'http://127.0.0.1:1', token: 'my own' };
    writeFileSync(profilesPath, JSON.stringify({ current: 'mine', profiles: { ...profiles, mine } }));
    const { written, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(written).toContain('broker');
    expect(readProfiles()).toMatchObject({ current: 'mine', profiles: { mine } });
    expect(readProfiles().profiles['broker']).not.toEqual(profiles['broker']);
    await end();
  });

  it('registers the participants that an older folder lacks', async () => {
    const cast = join(unseeded, 'cast.json');
    const members = readJson(castForm, cast);
    writeFileSync(cast, JSON.stringify(members.filter(({ name }) => name !== 'assessor')));
    const { written, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(written).toContain('registering and admitting the assessor');
    await end();
  });
});

it('reports a process that ended by itself at once, and does not wait for requests that cannot finish', async () => {
  const { process: exchange, end } = await startExchange(['--data', unseeded, '--no-seed']);
  const socket = connect(portBase + 7, '127.0.0.1').on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
  // Half a request is under way, for which the gateway waits.
  socket.write('GET /v1/health HTTP/1.1\r\n');
  const reported = exchange.waitForLine('the devnet ended by itself');
  const [, pid] = /process (\d+)/.exec(holderOf(portBase) ?? '') ?? [];
  process.kill(Number(pid), 'SIGKILL');
  expect(await Promise.race([reported.then(() => 'reported'), closed.then(() => 'closed')])).toBe('reported');
  await closed;
  expect(await end()).toBe(1);
});
