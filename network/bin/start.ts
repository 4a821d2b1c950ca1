import { resolve } from 'node:path';
import { Command } from 'commander';
import { ExchangeStack } from './exchange-stack';
import { StepFailed } from './process';
import { seed } from './seed';

interface Flags {
  readonly data: string;
  readonly portBase?: number;
  readonly fabric?: boolean;
  readonly seed: boolean;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Starts a whole exchange on this machine, seeds it once, and serves until it is ended. */
async function main(): Promise<void> {
  const flags = new Command('start')
    .option('--data <folder>', 'where the exchange is kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--port-base <port>', 'the orderer’s port; peers and chaincode move with it', Number)
    .option('--fabric', 'real Fabric, from FABRIC_BIN or PATH, in place of the devnet')
    .option('--no-seed', 'without the seed catalogue')
    .parse()
    .opts<Flags>();
  const startedMs = performance.now();
  const data = resolve(flags.data);
  const stack = await ExchangeStack.start({
    data,
    network: flags.fabric === true ? 'fabric' : 'devnet',
    portBase: flags.portBase,
    gatewayPort: Number(process.env['DATABUND_PORT'] ?? '3000'),
    onStep: (text) => say(`· ${text}`),
  });
  stopOnSignals(stack);
  const startMs = performance.now() - startedMs;
  const seeded = flags.seed ? await seed(stack, data) : undefined;
  if (seeded)
    say(
      `· seeded ${String(seeded.published)} of ${String(seeded.records)} listings in ${seconds(performance.now() - startedMs - startMs)}`,
    );
  announce(stack, startMs);
}

function announce(stack: ExchangeStack, startMs: number): void {
  const { networkPorts } = stack;
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
  for (const { name, participantId } of stack.cast) say(`    ${name.padEnd(9)} ${participantId}\n      ${stack.tokenOf(name)}`);
  say('  Try:');
  say(`    DATABUND_CONFIG=${stack.profilesPath} npx databund --profile buyer listing list --limit 5`);
  say(`    curl -H "Authorization: Bearer <token>" ${stack.url}/v1/listings?limit=2`);
}

function stopOnSignals(stack: ExchangeStack): void {
  let isStopping = false;
  const stop = (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    void stack.stop().then(() => process.exit(exitCode));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  stack.onFailure((name, said) => {
    if (!isStopping) process.stderr.write(`${name} ended by itself: ${said}\n`);
    stop(1);
  });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof StepFailed ? error.exitCode : 1;
});
