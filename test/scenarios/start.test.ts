import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn, type ChildProcess } from 'node:child_process';
import { runCommandLine } from '@databund/client/cli';
import { findPortBase } from '../support/free-ports';
import { PassThrough } from 'node:stream';

jest.setTimeout(180_000);

const start = join(dirname(require.resolve('@databund/network/package.json')), 'dist', 'bin', 'start.js');
const data = mkdtempSync(join(tmpdir(), 'databund-start-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** Starts the exchange and waits until it serves; answers its lines and how to end it. */
async function startExchange(portBase: number): Promise<{ readonly lines: readonly string[]; readonly end: () => Promise<number | null> }> {
  const environment = { ...process.env, DATABUND_PORT: String(portBase + 7), DATABUND_WALLET_KEY: '00'.repeat(32) };
  const child: ChildProcess = spawn(process.execPath, [start, '--data', data, '--port-base', String(portBase)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines: string[] = [];
  if (!child.stdout) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes('curl')) break;
  }
  return {
    lines,
    end: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function list(): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const out = new PassThrough();
  const surroundings = { out, err: process.stderr, config: join(data, 'profiles.json'), isTerminal: false };
  expect(await runCommandLine(['--json', '--profile', 'buyer', 'listing', 'list', '--limit', '200'], surroundings)).toBe(0);
  return (JSON.parse((out.read() as Buffer).toString()) as { readonly items: readonly { id: string; state: string }[] }).items;
}

describe('an exchange started with one command', () => {
  it('is seeded from real files, serves, and has its state when it is stopped and started again', async () => {
    const portBase = await findPortBase(22_000);
    const first = await startExchange(portBase);
    expect(first.lines.join('\n')).toContain('seeded 73 of 73 listings');
    const before = await list();
    expect(before).toHaveLength(73);
    expect(new Set(before.map(({ state }) => state))).toEqual(new Set(['LISTED']));
    expect(await first.end()).toBe(0);
    const again = await startExchange(portBase);
    expect(again.lines.join('\n')).not.toContain('seeded');
    expect(await list()).toEqual(before);
    expect(await again.end()).toBe(0);
  });
});
