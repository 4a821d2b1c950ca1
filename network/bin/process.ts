import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the exchange’s: a Node script that may say on its first line that it is ready. */
export class Process {
  private errors = '';
  private readonly ended: Promise<number>;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    child.stderr?.on('data', (chunk: Buffer) => (this.errors = (this.errors + chunk.toString()).slice(-4_000)));
  }

  /** Starts Node on a script. */
  static start(name: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Process {
    return new Process(name, spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } }));
  }

  /** Runs a script to its end and answers what it wrote. @throws Error with what it said where it failed */
  static async run(name: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const running = Process.start(name, args, environment);
    let output = '';
    running.child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await running.ended;
    if (code !== 0) throw new StepFailed(name, code, running.errors || output);
    return output;
  }

  /** The JSON of the first line that it writes. @throws Error where it ends before */
  async firstLine<T>(): Promise<T> {
    const { stdout } = this.child;
    if (!stdout) throw new StepFailed(this.name, 1, 'it has no output');
    const line = new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve));
    const early = this.ended.then((code) => Promise.reject(new StepFailed(this.name, code, this.errors)));
    return JSON.parse(await Promise.race([line, early])) as T;
  }

  /** Calls back when the process ends by itself. */
  onEnd(listener: (said: string) => void): void {
    void this.ended.then(() => listener(this.errors));
  }

  /** Ends it by SIGTERM and waits until it is gone. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.ended;
  }
}

/** A part of the exchange that did not start, or did not do what it was asked. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    step: string,
    readonly exitCode: number,
    said: string,
  ) {
    super(`${step} failed: ${said.trim()}`);
  }
}
