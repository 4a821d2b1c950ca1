import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeEnvironment } from './environment';
import { FabricNetworkError } from './errors';

const running = new Set<ChildProcess>();
const endTimeoutMs = 10_000;
const logFormat = '%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{shortfunc} -> %{message}'; // Fabric's default has colours.

// Ends the nodes with this process, even if it exits in the middle of a start.
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Name and files of a node. */
export interface NodeOptions {
  readonly name: string;
  readonly folder: string;
  readonly log: string;
}

/** A running Fabric program whose output goes to a file. */
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

  /** Starts a program with a configuration folder. */
  static start(program: string, args: readonly string[], { name, folder, log }: NodeOptions): NodeProcess {
    const output = openSync(log, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: makeEnvironment({ FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'warning', FABRIC_LOGGING_FORMAT: logFormat }),
    });
    closeSync(output);
    return new NodeProcess(name, child, log);
  }

  /** Waits until a condition is true. @throws NODE_ENDED, or NODE_TIMEOUT, with the end of the log */
  async waitUntil(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady())) {
      if (this.hasEnded) throw new FabricNetworkError('NODE_ENDED', `${this.name} ended: ${this.readLogEnd()}`);
      if (Date.now() > deadline)
        throw new FabricNetworkError('NODE_TIMEOUT', `${this.name} was not ready after ${String(timeoutMs)} ms: ${this.readLogEnd()}`);
      await sleep(50);
    }
  }

  /** Calls back with the end of the log when the program ends. */
  onEnd(listener: (logEnd: string) => void): void {
    void this.ended.then(() => listener(this.readLogEnd()));
  }

  /** Ends the program and waits for its exit; kills it if it takes too long. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), endTimeoutMs);
    await this.ended;
    clearTimeout(timer);
  }

  private readLogEnd(): string {
    return `${readFileSync(this.log, 'utf8').slice(-1_500).trimEnd()} (${this.log})`;
  }
}
