import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { TestError } from './test-error';

/** The exit code of a process, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** A Node script that runs as a child process. */
export class NodeProcess {
  private out = '';
  private errors = '';
  private readonly outputs: readonly Interface[];
  private readonly closed: Promise<number | null>;

  private constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    // Reads all output, because a full pipe would stop the process.
    child.stdout.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.outputs = [child.stdout, child.stderr].map((input) => createInterface({ input }));
    this.closed = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  }

  /** Starts Node with a script, in this environment with the additions. */
  static start(args: readonly string[], additions: NodeJS.ProcessEnv = {}): NodeProcess {
    return NodeProcess.startIn({ ...process.env, ...additions }, args);
  }

  /** Starts Node with a script, in exactly this environment. */
  static startIn(env: NodeJS.ProcessEnv, args: readonly string[]): NodeProcess {
    return new NodeProcess(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env }));
  }

  /** All that the process has written to both outputs. */
  get written(): string {
    return this.out + this.errors;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Returns the first line on standard output. @throws TestError ENDED_EARLY with what the process wrote to standard error */
  async readLine(): Promise<string> {
    const first = new Promise<string>((resolve) => this.outputs[0]?.once('line', resolve));
    const ended = this.waitForEnd().then(({ errors }) =>
      Promise.reject(new TestError('ENDED_EARLY', `The process ended before it was ready: ${errors}`)),
    );
    return Promise.race([first, ended]);
  }

  /** Resolves when the process writes a line with this text. */
  waitForLine(text: string): Promise<void> {
    return new Promise((resolve) => {
      for (const output of this.outputs) output.on('line', (line) => line.includes(text) && resolve());
    });
  }

  /** Resolves when the process has exited and all that hold its outputs have closed them. */
  async waitForEnd(): Promise<Ended> {
    const code = await this.closed;
    return { code, out: this.out, errors: this.errors };
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal, and resolves as `waitForEnd` does. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    if (!this.hasEnded) this.signal(signal);
    return this.waitForEnd();
  }
}
