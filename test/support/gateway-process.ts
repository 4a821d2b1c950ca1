import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(dirname(require.resolve('@databund/gateway/package.json')), 'dist', 'main.js');

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** The gateway as people run it: a process, told by its environment. */
export class GatewayProcess {
  private out = '';
  private errors = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  static start(words: readonly string[], environment: Readonly<Record<string, string>>): GatewayProcess {
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment };
    return new GatewayProcess(spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env }));
  }

  /** Runs a command to its end. */
  static run(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
    return GatewayProcess.start(words, environment).ended();
  }

  /** The first line of its output, which is JSON. @throws Error where it ends before */
  async ready(): Promise<{ readonly url: string }> {
    const { stdout } = this.child;
    if (!stdout) throw new Error('the gateway has no output');
    const line = once(createInterface({ input: stdout }), 'line') as Promise<[string]>;
    const early = this.ended().then(({ errors }) => Promise.reject(new Error(`ended before it was ready: ${errors}`)));
    return JSON.parse((await Promise.race([line, early]))[0]) as { url: string };
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when it is gone. */
  async ended(): Promise<Ended> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, out: this.out, errors: this.errors };
  }
}
