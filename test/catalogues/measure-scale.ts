import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Databund, DatabundError } from '@databund/client';
import { ExchangeStack } from '@databund/exchange/internal/exchange-stack';
import { findPortBase } from '../support/free-ports';
import { check, parseJson } from '../support/json';
import { TestError } from '../support/test-error';
import { largeFormats, writeSource, type LargeFormat } from './large-source';

/** The format of the sources, the number of records that are planned, and of those of another source that are synced. */
export interface ScaleSizes {
  readonly format: LargeFormat;
  readonly planned: number;
  readonly synced: number;
}

/** The speed and the peak memory of one command. */
interface CommandFigures {
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly peakMebibytes: number;
}

/** The figures of a large source, and the milliseconds that a reader waited for a listing while it was synced. */
export interface ScaleFigures {
  readonly plan: CommandFigures;
  readonly sync: CommandFigures;
  readonly secondPlan: CommandFigures;
  readonly secondRunChanges: number;
  readonly readerMs: { readonly idleMedian: number; readonly median: number; readonly slowest: number; readonly reads: number };
  /** Readings that failed while the source was synced. */
  readonly failedReads: number;
}

const messageForm = Type.Object({ exitCode: Type.Integer(), out: Type.String(), peakBytes: Type.Number() });
const planForm = Type.Object({ create: Type.Integer(), change: Type.Integer(), gone: Type.Integer(), same: Type.Integer() });

/** Plans a large source and syncs a smaller one with an exchange of its own, while a reader reads. @throws TestError UNEXPECTED_ANSWER */
export async function measureScale({ format, planned, synced }: ScaleSizes, temporary: string): Promise<ScaleFigures> {
  const stack = await ExchangeStack.start({
    data: join(temporary, 'exchange'),
    network: 'devnet',
    portBase: await findPortBase(24_000),
    gatewayPort: 0,
    onStep: () => undefined,
  });
  try {
    const config = join(temporary, 'profiles.json');
    const run = (...words: string[]) => runMeasured(config, words);
    const provider = stack.folder.cast.find(({ name }) => name === 'provider')?.participantId ?? '';
    await run('profile', 'add', 'provider', '--url', stack.url, '--token', stack.getToken('provider'), '--participant', provider);
    for (const [name, count] of [
      ['large', planned],
      ['small', synced],
    ] as const) {
      const file = join(temporary, `${name}.${largeFormats[format]}`);
      await writeSource(file, format, count);
      await run('--profile', 'provider', 'catalogue', 'source', 'add', name, file);
    }
    const runCatalogue = (command: string, name: string) => run('--json', '--profile', 'provider', 'catalogue', command, name);
    const plan = await runCatalogue('plan', 'large');
    requireEqual(check(planForm, parseJson(planForm, plan.out)).create, planned);
    const reader = new Databund({ url: stack.url, token: stack.getToken('buyer') });
    const idle = await readFor(reader, () => Promise.resolve(), 20);
    let sync = plan;
    const busy = await readFor(reader, async () => {
      sync = await runCatalogue('sync', 'small');
    });
    const secondPlan = await runCatalogue('plan', 'small');
    const { same } = parseJson(planForm, secondPlan.out);
    return {
      plan: describe(plan, planned),
      sync: describe(sync, synced),
      secondPlan: describe(secondPlan, synced),
      secondRunChanges: synced - same,
      readerMs: {
        idleMedian: findMedian(idle.milliseconds),
        median: findMedian(busy.milliseconds),
        slowest: Math.round(Math.max(...busy.milliseconds)),
        reads: busy.milliseconds.length,
      },
      failedReads: busy.failed,
    };
  } finally {
    await stack.stop();
  }
}

/** Reads a page of listings again and again while something runs, and returns how long each reading took. */
async function readFor(reader: Databund, run: () => Promise<void>, least = 1): Promise<Readings> {
  const state = { isDone: false, failed: 0 };
  const running = run().finally(() => {
    state.isDone = true;
  });
  const milliseconds: number[] = [];
  while (!state.isDone || milliseconds.length < least) {
    const startedMs = performance.now();
    await reader.listing.list({ limit: 20 }).catch((error: unknown) => {
      if (!(error instanceof DatabundError)) throw error;
      state.failed += 1;
    });
    milliseconds.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await running;
  return { milliseconds, failed: state.failed };
}

/** Times of all readings, and the number of those that failed. */
interface Readings {
  readonly milliseconds: readonly number[];
  readonly failed: number;
}

function findMedian(values: readonly number[]): number {
  return Math.round([...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0);
}

interface Measured {
  readonly out: string;
  readonly peakBytes: number;
  readonly seconds: number;
}

function describe({ peakBytes, seconds }: Measured, records: number): CommandFigures {
  return {
    records,
    seconds: Math.round(seconds * 10) / 10,
    recordsPerSecond: Math.round((records / seconds) * 10) / 10,
    peakMebibytes: Math.round(peakBytes / 1_048_576),
  };
}

/** Runs a command in a process of its own. @throws TestError UNEXPECTED_ANSWER */
async function runMeasured(config: string, words: readonly string[]): Promise<Measured> {
  const startedMs = performance.now();
  const child = fork(join(__dirname, 'measured-command.js'), [config, ...words]);
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  await once(child, 'exit');
  const { exitCode, out, peakBytes } = check(messageForm, messages[0]);
  if (exitCode !== 0 && exitCode !== 4)
    throw new TestError('UNEXPECTED_ANSWER', `databund ${words.join(' ')} ended with ${String(exitCode)}: ${out.slice(0, 500)}`);
  return { out, peakBytes, seconds: (performance.now() - startedMs) / 1_000 };
}

function requireEqual(found: number, expected: number): void {
  if (found !== expected) throw new TestError('UNEXPECTED_ANSWER', `The plan has ${String(found)} records and not ${String(expected)}.`);
}
