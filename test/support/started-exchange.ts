import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Databund } from '@databund/client';

const dist = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist');

/** A command of the exchange that was started in a process of its own. */
export interface StartedCommand {
  /** Returns its output so far. */
  readonly output: () => string;
  /** Resolves when it prints a line with the text; lines before the call do not count. */
  readonly nextLine: (text: string) => Promise<void>;
  /** Resolves with the exit code (null after a signal) when it has ended, with every process that holds its output. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for the end. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Runs commands of the exchange for a suite: all on one port base, and with a wallet key of its own. */
export class ExchangeCommands {
  constructor(private readonly portBase: number) {}

  get gatewayPort(): number {
    return this.portBase + 7;
  }

  /** Runs `start` until it serves or has ended. */
  async start(flags: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<StartedCommand> {
    const started = this.run('start', ['--port-base', String(this.portBase), ...flags], environment);
    await Promise.race([started.nextLine('curl'), started.ended]);
    return started;
  }

  /** Runs a command, such as `enrol`. */
  run(command: string, flags: readonly string[], environment: NodeJS.ProcessEnv = {}): StartedCommand {
    const child: ChildProcess = spawn(process.execPath, [join(dist, `${command}.js`), ...flags], {
      env: { ...process.env, DATABUND_PORT: String(this.gatewayPort), DATABUND_WALLET_KEY: '00'.repeat(32), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const lines: string[] = [];
    const outputs = [child.stdout, child.stderr].flatMap((input) => (input ? [createInterface({ input })] : []));
    for (const output of outputs) output.on('line', (line) => lines.push(line));
    return {
      output: () => lines.join('\n'),
      nextLine: (text) =>
        new Promise((resolve) => {
          for (const output of outputs) output.on('line', (line) => line.includes(text) && resolve());
        }),
      ended,
      end: (signal = 'SIGTERM') => {
        child.kill(signal);
        return ended;
      },
    };
  }
}

interface ProfileFile {
  readonly current: string;
  readonly profiles: Readonly<Record<string, { readonly url: string; readonly token: string; readonly participant?: string }>>;
}

/** The command-line profiles of a data folder. */
export function readProfiles(data: string): ProfileFile {
  return JSON.parse(readFileSync(join(data, 'profiles.json'), 'utf8')) as ProfileFile;
}

/** The SDK with a profile of a data folder. */
export function connectAs(data: string, name: string): Databund {
  return new Databund(readProfiles(data).profiles[name]!);
}

/** The participant id of a profile of a data folder. */
export function getParticipantId(data: string, name: string): string {
  return readProfiles(data).profiles[name]?.participant ?? '';
}
