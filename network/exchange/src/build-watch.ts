import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SetupError } from './setup-error';

/** `tsc --build --watch` as a process: prints what the compiler prints, and calls back after each build. */
export class BuildWatch {
  private readonly child: ChildProcessByStdio<null, Readable, null>;

  /** `projects`: folders with a tsconfig.json; `onBuilt` is called with the number of errors. */
  constructor(projects: readonly string[], onBuilt: (errors: number) => void) {
    const args = [require.resolve('typescript/bin/tsc'), '--build', '--watch', '--preserveWatchOutput', ...projects];
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      if (line.trim() !== '') process.stdout.write(`build     | ${line}\n`);
      const [, errors] = /Found (\d+) errors?\. Watching for file changes\./.exec(line) ?? [];
      if (errors !== undefined) onBuilt(Number(errors));
    });
  }

  /** Rejects when the compiler stops. @throws SetupError PROCESS_FAILED */
  waitUntilStopped(): Promise<never> {
    return new Promise((_, reject) => {
      this.child.once('close', (code) => reject(new SetupError('PROCESS_FAILED', `The compiler stopped with code ${String(code)}.`)));
    });
  }

  /** Stops the compiler. */
  stop(): void {
    this.child.kill('SIGTERM');
  }
}
