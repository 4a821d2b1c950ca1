import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { runCommandLine } from '@databund/cli';
import { findPortBase } from '../support/free-ports';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { holderOf } from '@databund/exchange/internal/taken-ports';

jest.setTimeout(180_000);

const bin = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist');
const start = join(bin, 'start.js');
const walletKey = { DATABUND_WALLET_KEY: '00'.repeat(32) };
const folder = mkdtempSync(join(tmpdir(), 'databund-start-'));
const data = join(folder, 'seeded');
const unseeded = join(folder, 'unseeded');
let portBase: number;
let last: Started | undefined;
beforeAll(async () => (portBase = await findPortBase(22_000)));
afterEach(() => last?.end());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  /** What it wrote until it served, or ended. */
  readonly said: string;
  /** Resolves when it writes a line that has the text. */
  readonly says: (text: string) => Promise<void>;
  /** Sends a signal; resolves with the exit code when the exchange is gone, with every part that holds its output. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts the exchange and waits until it serves, or has ended. */
async function startExchange(flags: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child: ChildProcess = spawn(process.execPath, [start, '--port-base', String(portBase), ...flags], {
    env: { ...process.env, DATABUND_PORT: String(portBase + 7), ...walletKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  const outputs = [child.stdout, child.stderr].map((input) => {
    if (!input) throw new Error('the process has no output');
    return createInterface({ input }).on('line', (line) => lines.push(line));
  });
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      for (const output of outputs) output.on('line', (line) => line.includes(text) && resolve());
    });
  await Promise.race([says('curl'), closed]);
  last = {
    said: lines.join('\n'),
    says,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return closed;
    },
  };
  return last;
}

/** Holds a connection until the process that listens on the port is gone. */
function untilGone(port: number): Promise<void> {
  return new Promise((resolve) => {
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .once('close', () => resolve())
      .resume();
  });
}

/** What the command line answers with the profiles of a data folder. */
async function ask<T>(folder: string, ...words: readonly string[]): Promise<T> {
  const out = new PassThrough();
  const surroundings = { out, err: process.stderr, config: join(folder, 'profiles.json'), isTerminal: false };
  expect(await runCommandLine(['--json', ...words], surroundings)).toBe(0);
  return JSON.parse((out.read() as Buffer).toString()) as T;
}

interface Page<T> {
  readonly items: readonly T[];
}

async function list(): Promise<readonly { readonly id: string; readonly state: string }[]> {
  return (await ask<Page<{ id: string; state: string }>>(data, '--profile', 'buyer', 'listing', 'list', '--limit', '200')).items;
}

describe('an exchange started with one command', () => {
  it('is seeded from real files, serves, and has its state when it is stopped and started again', async () => {
    const first = await startExchange(['--data', data]);
    expect(first.said).toContain('seeded 73 of 73 listings');
    const before = await list();
    expect(before).toHaveLength(73);
    expect(new Set(before.map(({ state }) => state))).toEqual(new Set(['LISTED']));
    expect(await first.end()).toBe(0);
    const again = await startExchange(['--data', data]);
    expect(again.said).not.toContain('· seeded');
    expect(await list()).toEqual(before);
    expect(await again.end()).toBe(0);
  });

  it('is founded and seeded anew where its ledger was removed', async () => {
    rmSync(join(data, 'devnet'), { recursive: true });
    const { said, end } = await startExchange(['--data', data]);
    expect(said).toContain('seeded 73 of 73 listings');
    expect(await list()).toHaveLength(73);
    await end();
  });

  it('does not start where its cast was removed, and has it back when that is restored', async () => {
    const cast = join(data, 'cast.json');
    renameSync(cast, `${cast}.away`);
    const { said, end } = await startExchange(['--data', data]);
    expect(said).toContain(`${cast} is missing`);
    expect(await end()).toBe(1);
    renameSync(`${cast}.away`, cast);
    const restored = await startExchange(['--data', data]);
    expect(restored.said).toContain('serves at');
    expect(await restored.end()).toBe(0);
  });

  it.each([
    ['SIGHUP', 0],
    ['SIGKILL', null],
  ] as const)('ends whole with its starter, and starts again: %s', async (signal, code) => {
    for (let starts = 0; starts < 2; starts += 1) {
      const { said, end } = await startExchange(['--data', unseeded, '--no-seed']);
      expect(said).toContain('serves at');
      const gone = Promise.all([portBase, portBase + 2_050, portBase + 7].map(untilGone));
      expect(await end(signal)).toBe(code);
      await gone;
    }
  });

  it('ends with the reason where it cannot be seeded', async () => {
    const hidden = join(folder, 'hidden.js');
    writeFileSync(
      hidden,
      `const Module = require('node:module');
       const resolve = Module._resolveFilename;
       Module._resolveFilename = (name, ...more) => {
         if (name === 'vega-datasets') throw new Error('vega-datasets is away');
         return resolve(name, ...more);
       };`,
    );
    const { said, end } = await startExchange(['--data', unseeded], { NODE_OPTIONS: `--require ${hidden}` });
    expect(said).toContain('vega-datasets is away');
    expect(await end()).toBe(1);
  });

  it('names a port that is taken, before anything starts', async () => {
    const taken = portBase + 2_050;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    const { said, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(said).toContain(`port ${String(taken)} is taken by`);
    expect(said).not.toContain('starting');
    expect(await end()).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    [['--port-base', '65000'], {}, '--port-base is "65000": expected a whole number'],
    [[], { DATABUND_PORT: 'abc' }, 'DATABUND_PORT is “abc”'],
  ])('takes no port that is none: %j %j', async (flags, environment, reason) => {
    const { said, end } = await startExchange(['--data', unseeded, ...flags], environment);
    expect(said).toContain(reason);
    expect(await end()).toBe(1);
  });
});

interface Participant {
  readonly name: { readonly en: string };
  readonly mspId: string;
  readonly state: string;
  readonly roles: readonly string[];
}

describe('the participants of an exchange started with one command', () => {
  const enrol = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, [join(bin, 'enrol.js'), '--data', unseeded, ...words], { env: { ...process.env, ...walletKey } });
  const profilesPath = join(unseeded, 'profiles.json');
  const readProfiles = () => JSON.parse(readFileSync(profilesPath, 'utf8')) as { current: string; profiles: Record<string, object> };

  it('are of every role, and others are enrolled beside them while it serves', async () => {
    const { end } = await startExchange(['--data', unseeded, '--no-seed']);
    await enrol('--name', 'broker', '--msp', 'BuyerMSP', '--roles', 'buyer', '--title', 'Second buyer');
    const { items } = await ask<Page<Participant>>(unseeded, '--profile', 'broker', 'participant', 'list');
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['ACTIVE']));
    const all = ['arbiter', 'assessor', 'auditor', 'authority', 'buyer', 'buyer', 'operator', 'provider'];
    expect(items.flatMap(({ roles }) => roles).sort()).toEqual(all);
    expect(items).toContainEqual(expect.objectContaining({ name: { en: 'Second buyer' }, mspId: 'BuyerMSP' }));
    await end();
  });

  it('are not enrolled twice, nor beyond their organisation, nor into none, and leave no profile behind', async () => {
    const { end } = await startExchange(['--data', unseeded, '--no-seed']);
    const before = readProfiles();
    await expect(enrol('--name', 'buyer', '--msp', 'BuyerMSP', '--roles', 'buyer')).rejects.toThrow('has a profile buyer already');
    await expect(enrol('--name', 'other', '--msp', 'NopeMSP', '--roles', 'buyer')).rejects.toThrow('the network has ExchangeMSP');
    await expect(enrol('--name', 'other', '--msp', 'BuyerMSP', '--roles', 'arbiter')).rejects.toThrow('ROLE_NOT_ALLOWED');
    expect(readProfiles()).toEqual(before);
    await end();
    await expect(enrol('--name', 'other', '--msp', 'BuyerMSP', '--roles', 'buyer')).rejects.toThrow('nothing answers at');
  });

  it('keep their profiles, and a person’s own, over a start', async () => {
    const { profiles } = readProfiles();
    const mine = { url: 'http://127.0.0.1:1', token: 'my own' };
    writeFileSync(profilesPath, JSON.stringify({ current: 'mine', profiles: { ...profiles, mine } }));
    const { said, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(said).toContain('broker');
    expect(readProfiles()).toMatchObject({ current: 'mine', profiles: { mine } });
    expect(readProfiles().profiles['broker']).not.toEqual(profiles['broker']);
    await end();
  });

  it('come to an older folder with the first start that knows them', async () => {
    const cast = join(unseeded, 'cast.json');
    const members = JSON.parse(readFileSync(cast, 'utf8')) as readonly { readonly name: string }[];
    writeFileSync(cast, JSON.stringify(members.filter(({ name }) => name !== 'assessor')));
    const { said, end } = await startExchange(['--data', unseeded, '--no-seed']);
    expect(said).toContain('registering and admitting the assessor');
    await end();
  });
});

it('says at once what broke, and does not wait for what can no longer end', async () => {
  const { says, end } = await startExchange(['--data', unseeded, '--no-seed']);
  const open = connect(portBase + 7, '127.0.0.1').on('error', () => undefined);
  const closed = new Promise<void>((resolve) => open.resume().once('close', () => resolve()));
  open.write('GET /v1/health HTTP/1.1\r\n'); // Half a request is under way, and keeps the gateway.
  const told = says('the devnet ended by itself');
  const [, pid] = /process (\d+)/.exec(holderOf(portBase) ?? '') ?? [];
  process.kill(Number(pid), 'SIGKILL');
  expect(await Promise.race([told.then(() => 'told'), closed.then(() => 'closed')])).toBe('told');
  await closed;
  expect(await end()).toBe(1);
});
