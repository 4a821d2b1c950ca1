import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fabricEnvironment } from './environment';

const running = new Set<ChildProcess>();
const patienceMs = 10_000;
const logFormat = '%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{shortfunc} -> %{message}'; // Fabric’s own has colours.

// Nodes do not outlive the process that started them, also where that ends in the middle of a start.
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** What a node is called, and its files. */
export interface NodeOptions {
  readonly name: string;
  readonly folder: string;
  readonly log: string;
}

/** A program of Fabric’s that runs on, its output in a file. */
export class NodeProcess {
  private hasEnded = false;
  private readonly ended: Promise<void>;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {
    running.add(child);
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.hasEnded = true;
        running.delete(child);
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
  }

  /** Starts a program with its configuration folder. */
  static start(program: string, args: readonly string[], { name, folder, log }: NodeOptions): NodeProcess {
    const output = openSync(log, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: fabricEnvironment({ FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'warning', FABRIC_LOGGING_FORMAT: logFormat }),
    });
    closeSync(output);
    return new NodeProcess(name, child, log);
  }

  /** Waits until something holds. @throws Error with the log’s end where the program ends first, or after so long */
  async until(holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await holds())) {
      if (this.hasEnded) throw new Error(`${this.name} ended: ${this.lastWords()}`);
      if (Date.now() > deadline) throw new Error(`${this.name} was not ready after ${String(timeoutMs)} ms: ${this.lastWords()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Calls back with the log’s end when the program ends. */
  onEnd(listener: (said: string) => void): void {
    void this.ended.then(() => listener(this.lastWords()));
  }

  /** Ends it and waits until it is gone; one that does not go in time is killed. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.child.kill(signal);
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), patienceMs);
    await this.ended;
    clearTimeout(impatience);
  }

  private lastWords(): string {
    return `${readFileSync(this.log, 'utf8').slice(-1_500).trimEnd()} (${this.log})`;
  }
}
