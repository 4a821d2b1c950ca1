import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A program of Fabric’s that runs on, its output in a file. */
export class NodeProcess {
  private readonly ended: Promise<void>;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Starts a program with its configuration folder. */
  static start(program: string, args: readonly string[], { folder, log }: { readonly folder: string; readonly log: string }): NodeProcess {
    const output = openSync(log, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: { ...process.env, FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'warning' },
    });
    closeSync(output);
    return new NodeProcess(program, child, log);
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

  /** Ends it and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.child.kill(signal);
    await this.ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private lastWords(): string {
    return readFileSync(this.log, 'utf8').slice(-1_500);
  }
}
