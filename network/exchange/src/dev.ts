import { Command } from 'commander';
import { announceExchange } from './announcement';
import { BuildWatch } from './build-watch';
import { ExchangeStack, type PartName, type StackOptions } from './exchange-stack';
import { hashBuilds, listChanged, listDependencies, type BuildHashes } from './package-graph';
import { findPackage } from './packages';
import { printLine, reportError, runIfMain } from './run-command';
import { planRestart } from './restart-plan';
import { readMessage } from './setup-error';
import { readStackOptions, type StackFlags } from './stack-flags';
import { waitForStop } from './stop-signal';

/** `npm run dev`, in a clone of the repository only: serves an exchange on the devnet, rebuilds what is edited and restarts the processes that run it. */
export function makeDevCommand(): Command {
  return new Command('npm run dev')
    .description('serve an exchange from this repository; rebuild and restart what is edited, keeping its state')
    .option('--data <folder>', 'data folder of the exchange', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--port-base <port>', 'port of the orderer; the other ports of the network shift with it')
    .action(async (flags: StackFlags) => process.exit(await runDevLoop(readStackOptions(flags))));
}

/** Returns the exit code. */
async function runDevLoop(options: StackOptions): Promise<number> {
  const stopped = waitForStop();
  const stack = await ExchangeStack.open(options);
  const loop = new DevLoop(stack);
  try {
    await Promise.race([loop.run(), stopped]);
    return 0;
  } catch (error) {
    reportError(error);
    return 1;
  } finally {
    await loop.stop();
  }
}

/** Builds, starts the exchange after the first good build, and restarts parts of it after later ones. */
class DevLoop {
  private readonly names = [...listDependencies('exchange')];
  private readonly projects = [...this.names].map(findPackage);
  private build: BuildWatch | undefined;
  private hashes: BuildHashes = new Map();
  /** Steps run one after another: a build may end while the exchange restarts. */
  private work: Promise<void> = Promise.resolve();
  private isStarted = false;

  constructor(private readonly stack: ExchangeStack) {}

  /** Runs until the compiler or the first start fails. */
  run(): Promise<never> {
    return new Promise((_, reject) => {
      this.build = new BuildWatch(this.projects, (errors) => {
        if (errors === 0) this.work = this.work.then(() => this.update()).catch(reject);
      });
      this.build.waitUntilStopped().catch(reject);
    });
  }

  /** Stops the compiler and the exchange. */
  async stop(): Promise<void> {
    this.build?.stop();
    await this.stack.stop();
  }

  private async update(): Promise<void> {
    const hashes = hashBuilds(this.names);
    const changed = listChanged(this.hashes, hashes);
    this.hashes = hashes;
    if (!this.isStarted) return this.startExchange();
    if (changed.includes('exchange')) printLine('- the package exchange changed: stop this command and start it again to use the change');
    const parts = planRestart(changed, this.stack.stoppedParts);
    if (parts.length > 0) await this.restart(parts, changed);
  }

  private async startExchange(): Promise<void> {
    const startedMs = performance.now();
    await this.stack.start();
    this.isStarted = true;
    announceExchange(this.stack, performance.now() - startedMs);
    printLine('  Edit any package: it is rebuilt, and the processes that run it restart. Ctrl-C stops.');
    this.reportStops();
  }

  /** Edited code may fail to start; the next build tries again. */
  private async restart(parts: readonly PartName[], changed: readonly string[]): Promise<void> {
    const startedMs = performance.now();
    printLine(`- restarting ${parts.join(', ')}: changed ${changed.join(', ') || 'nothing'}`);
    try {
      await this.stack.restart(parts);
      printLine(`- serving again at ${this.stack.url} after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
      this.reportStops();
    } catch (error) {
      printStop(error);
    }
  }

  private reportStops(): void {
    this.stack.waitUntilBroken().catch(printStop);
  }
}

function printStop(error: unknown): void {
  printLine(`- ${readMessage(error)} Correct the code: the next build starts it again.`);
}

runIfMain(module, makeDevCommand);
