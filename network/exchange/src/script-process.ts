import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import type { Readable, Writable } from 'node:stream';
import type { Static, TSchema } from '@sinclair/typebox';
import { findPackage } from './packages';
import { parseOutput } from './parse-output';
import { SetupError } from './setup-error';

type Environment = Readonly<Record<string, string>>;
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The end of a process. */
interface Exit {
  readonly code: number;
  /** `code 1` or `signal SIGKILL`. */
  readonly reason: string;
}

const parentWatch = join(findPackage('exchange'), 'dist', 'parent-watch.js');
/** The gateway gives open requests a minute; nothing takes longer to end in order. */
const endTimeoutMs = 70_000;

/** A Node script in a process of its own, which ends when this process ends. */
export class ScriptProcess {
  private readonly exit: Promise<Exit>;
  private handleOutput = (line: string) => this.printOutput(line);
  private isEnding = false;

  private constructor(
    readonly name: string,
    private readonly child: Child,
  ) {
    this.exit = new Promise((resolve) => {
      child.once('error', ({ message }) => resolve({ code: 1, reason: message }));
      child.once('close', (code, signal) => resolve({ code: code ?? 1, reason: signal ? `signal ${signal}` : `code ${String(code)}` }));
    });
  }

  /** Starts a script that serves; its output is printed after its name. */
  static start(name: string, args: readonly string[], environment: Environment = {}): ScriptProcess {
    const started = new ScriptProcess(name, spawnNode(args, environment));
    createInterface({ input: started.child.stdout }).on('line', (line) => started.handleOutput(line));
    createInterface({ input: started.child.stderr }).on('line', (line) => started.printOutput(line));
    return started;
  }

  /** Runs a script to its end and returns its standard output. @throws SetupError PROCESS_FAILED with what it printed */
  static async run(name: string, args: readonly string[], environment: Environment = {}): Promise<string> {
    const running = new ScriptProcess(name, spawnNode(args, environment));
    const [output, errors] = await Promise.all([readText(running.child.stdout), readText(running.child.stderr)]);
    const { code, reason } = await running.exit;
    if (code !== 0) throw new SetupError('PROCESS_FAILED', `${name} failed: ${(errors || output || reason).trim()}`, code);
    return output;
  }

  /** Parses the first line of output; call it right after the start. @throws SetupError PROCESS_FAILED, OUTPUT_UNEXPECTED */
  async readFirstLine<T extends TSchema>(schema: T): Promise<Static<T>> {
    const line = new Promise<string>((resolve) => {
      this.handleOutput = (text) => {
        this.handleOutput = (later) => this.printOutput(later);
        resolve(text);
      };
    });
    return parseOutput(this.name, schema, await Promise.race([line, this.waitForFailure()]));
  }

  /** Rejects if the process stops without a call of `end`. @throws SetupError PROCESS_FAILED */
  async waitForFailure(): Promise<never> {
    const { code, reason } = await this.exit;
    if (this.isEnding) return new Promise(() => undefined);
    throw new SetupError('PROCESS_FAILED', `The ${this.name} stopped unexpectedly with ${reason}.`, code);
  }

  /** Returns whether the process is gone. */
  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends SIGTERM, and SIGKILL after a timeout in milliseconds; resolves when the process is gone. */
  async end(timeoutMs = endTimeoutMs): Promise<void> {
    this.isEnding = true;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
    await this.exit;
    clearTimeout(timer);
  }

  private printOutput(line: string): void {
    process.stderr.write(`${this.name.padEnd(9)} | ${line}\n`);
  }
}

/** In a process group of its own, so that Ctrl-C in a terminal does not reach it: the parent ends its parts in their order. */
function spawnNode(args: readonly string[], environment: Environment): Child {
  return spawn(process.execPath, ['--require', parentWatch, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
    env: { ...process.env, ...environment },
  });
}
