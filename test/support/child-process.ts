import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of ours that tells on its output when it is ready. */
export class Child {
  private readonly errors: string[] = [];
  private readonly exited: Promise<void>;

  private constructor(private readonly process: ChildProcess) {
    this.exited = new Promise((resolve) => process.once('exit', () => resolve()));
    // Output that nobody reads would fill its pipe and stop the process.
    process.stdout?.resume();
    process.stderr?.on('data', (chunk: Buffer) => this.errors.push(chunk.toString()));
  }

  /** Starts Node on a script. */
  static start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Child {
    return new Child(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } }));
  }

  /** The first line on standard output. @throws Error with what it wrote to the other where it ends before. */
  async firstLine(): Promise<string> {
    const { stdout } = this.process;
    if (!stdout) throw new Error('the process has no output');
    const lines = createInterface({ input: stdout });
    const first = new Promise<string>((resolve) => lines.once('line', resolve));
    const ended = this.exited.then(() => Promise.reject(new Error(`ended before it was ready: ${this.errors.join('')}`)));
    return Promise.race([first, ended]);
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Resolves when the process is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.process.kill(signal);
    await this.exited;
  }
}
