import { resolve } from 'node:path';
import { Command } from 'commander';
import { parsePortBase } from '@databund/devnet';
import { readExchangeTopology } from './exchange-topology';
import { ExchangeStack, type StackOptions } from './exchange-stack';
import { gatewayPortOf } from './gateway-port';
import { StepFailed } from './process';
import { seed } from './seed';

interface Flags {
  readonly data: string;
  readonly portBase?: string;
  readonly fabric?: boolean;
  readonly seed: boolean;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
/** Once a part has ended by itself, what is under way in the others cannot come to its end. */
const brokenPatienceMs = 5_000;

/** Starts a whole exchange on this machine, seeds it once, and serves until it is told to stop or a part of it ends. */
async function main(): Promise<number> {
  const flags = new Command('start')
    .option('--data <folder>', 'where the exchange is kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--port-base <port>', 'the orderer’s port; peers and chaincode move with it')
    .option('--fabric', 'real Fabric, from FABRIC_BIN or PATH, in place of the devnet')
    .option('--no-seed', 'without the seed catalogue')
    .parse()
    .opts<Flags>();
  const toldToStop = untilToldToStop();
  const stack = new ExchangeStack(optionsOf(flags));
  try {
    await Promise.race([serve(stack, flags), toldToStop]);
  } catch (error) {
    complain(error); // At once: what still runs takes its time to end.
    await stack.stop(brokenPatienceMs);
    return exitCodeOf(error);
  }
  await stack.stop();
  return 0;
}

function optionsOf({ data, portBase, fabric }: Flags): StackOptions {
  return {
    data: resolve(data),
    network: fabric === true ? 'fabric' : 'devnet',
    portBase: portBase === undefined ? undefined : parsePortBase(portBase, readExchangeTopology()),
    gatewayPort: gatewayPortOf(process.env),
    onStep: (text) => say(`· ${text}`),
  };
}

/** @throws StepFailed when a part ends by itself */
async function serve(stack: ExchangeStack, flags: Flags): Promise<never> {
  const startedMs = performance.now();
  await stack.start();
  const startMs = performance.now() - startedMs;
  const seeded = flags.seed ? await stack.whileWhole(seed(stack.folder)) : undefined;
  if (seeded) {
    const took = seconds(performance.now() - startedMs - startMs);
    say(`· seeded ${String(seeded.published)} of ${String(seeded.records)} listings in ${took}`);
  }
  announce(stack, startMs);
  return stack.untilBroken();
}

function announce(stack: ExchangeStack, startMs: number): void {
  const { networkPorts, folder } = stack;
  say('');
  say(`Databund serves at ${stack.url} (started in ${seconds(startMs)})`);
  say(`  API document   ${stack.url}/v1/openapi.json`);
  say(
    `  peers          ${Object.entries(networkPorts?.peers ?? {})
      .map(([mspId, port]) => `${mspId} ${String(port)}`)
      .join(', ')}; orderer ${String(networkPorts?.orderer)}`,
  );
  say('  One process serves all four organisations: one trust domain, for development.');
  say('  Tokens (30 days):');
  for (const { name, participantId } of folder.cast) say(`    ${name.padEnd(9)} ${participantId}\n      ${stack.tokenOf(name)}`);
  say('  Try:');
  say(`    DATABUND_CONFIG=${folder.profiles.path} npx databund --profile buyer listing list --limit 5`);
  say(`    curl -H "Authorization: Bearer <token>" ${stack.url}/v1/listings?limit=2`);
}

/** By a signal, the terminal’s closing included, by the end of whoever reads the output, or by that of npm where npm started it. */
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    if (process.env['npm_lifecycle_event'] !== undefined) untilOrphaned(resolve);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    for (const output of [process.stdout, process.stderr]) output.on('error', () => resolve());
  });
}

/** A signal to npm ends npm and the shell that it started, and is not passed on by either: nothing but the parent’s change tells of it. */
function untilOrphaned(resolve: () => void): void {
  const { ppid } = process;
  setInterval(() => process.ppid !== ppid && resolve(), 500).unref();
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

function exitCodeOf(error: unknown): number {
  return error instanceof StepFailed ? error.exitCode : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    complain(error);
    process.exit(exitCodeOf(error));
  },
);
