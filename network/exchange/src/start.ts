import { join } from 'node:path';
import { Command } from 'commander';
import { announceExchange } from './announcement';
import { formatAhead, setClock } from './exchange-clock';
import { ExchangeStack } from './exchange-stack';
import { readExchangeTopology } from './exchange-topology';
import { findPackage } from './packages';
import { printLine, reportError, runIfMain } from './run-command';
import { seedListings } from './seed';
import { readStackOptions, type StackFlags } from './stack-flags';
import { waitForStop } from './stop-signal';
import { requireTaggedRules } from './tagged-rules';

interface Flags extends StackFlags {
  readonly seed: boolean;
  readonly clock?: string;
}

/** After one part has stopped unexpectedly, open requests in the others cannot finish. */
const brokenTimeoutMs = 5_000;

/** The command `start`: runs a whole exchange on this machine until a signal, or until a part of it stops. */
export function makeStartCommand(): Command {
  return new Command('start')
    .description('start a whole exchange on this machine and serve until stopped')
    .option('--data <folder>', 'data folder of the exchange', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--port-base <port>', 'port of the orderer; the other ports of the network shift with it')
    .option('--fabric', 'run real Fabric, found in FABRIC_BIN or PATH, instead of the devnet')
    .option('--clock <ahead>', 'move the clock of the devnet ahead, such as +20d, so that periods end')
    .option('--no-seed', 'do not publish the seed listings')
    .addHelpText('after', '\nExample:\n  npm start -- --no-seed --clock +20d')
    .action(async (flags: Flags) => process.exit(await runExchange(flags)));
}

/** Returns the exit code. */
async function runExchange(flags: Flags): Promise<number> {
  requireTaggedRules({
    version: readExchangeTopology().chaincode.version,
    chaincode: join(findPackage('chaincode'), 'dist', 'chaincode.js'),
    tags: join(findPackage('audit'), 'rules'),
  });
  const stopped = waitForStop();
  const options = readStackOptions(flags);
  const aheadMs = setClock({ ...options, asked: flags.clock });
  if (aheadMs > 0) options.onStep(`the clock is ${formatAhead(aheadMs)} ahead of this machine's`);
  const stack = await ExchangeStack.open(options);
  try {
    await Promise.race([serve(stack, flags), stopped]);
  } catch (error) {
    reportError(error); // At once: stopping the other parts takes time.
    await stack.stop(brokenTimeoutMs);
    return Number(process.exitCode);
  }
  await stack.stop();
  return 0;
}

/** @throws SetupError PROCESS_FAILED when a part stops unexpectedly */
async function serve(stack: ExchangeStack, { seed }: Flags): Promise<never> {
  const startedMs = performance.now();
  await stack.start();
  const startMs = performance.now() - startedMs;
  if (seed) await publishSeed(stack);
  announceExchange(stack, startMs);
  return stack.waitUntilBroken();
}

async function publishSeed(stack: ExchangeStack): Promise<void> {
  const unusable = stack.problems.filter(({ name }) => name === 'provider' || name === 'operator');
  if (unusable.length > 0) {
    printLine(`- not publishing the seed listings: the ${unusable.map(({ name }) => name).join(' and the ')} cannot act`);
    return;
  }
  const startedMs = performance.now();
  const summary = await stack.runWhileWhole(seedListings(stack.folder));
  if (!summary) return;
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  printLine(`- published ${String(summary.published)} of ${String(summary.records)} seed listings in ${seconds} s`);
}

runIfMain(module, makeStartCommand);
