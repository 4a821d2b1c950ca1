import { Command } from 'commander';
import { measureAudit } from './audit-rate';
import { measureGateway, type GatewayBenchOptions } from './gateway/bench-gateway';
import { measureHistory } from './history-growth';
import { measureImport, type ImportRates } from './import-rate';
import { measureLists } from './list-growth';
import { measureNetworks, type NetworkBenchOptions } from './network/bench-network';
import { printNetwork } from './network/print-network';
import { measureGrowth } from './read-model-growth';
import { measureRatios } from './read-model-ratios';
import { measureRules, findRangeReaders, type RulesOptions } from './rules/bench-rules';
import { printRules } from './rules/print-rules';
import { TestError } from '../support/test-error';
import { parseWhole, printResult, runProgram } from '../support/program';

/** Runs the workloads and prints their figures, which are ratios within one run. */
async function main(): Promise<void> {
  const program = new Command('bench').description('measure workloads as ratios within one run');
  program
    .command('import')
    .description('import listings into a growing exchange, and print listings per second')
    .option('--json', 'print one line of JSON')
    .option('--small <n>', 'listings at the first measurement', parseWhole, 500)
    .option('--large <n>', 'listings at the last measurement', parseWhole, 5_000)
    .action(async ({ json, ...sizes }: { json?: boolean; small: number; large: number }) => {
      const measured = await measureImport(sizes);
      print(json === true ? JSON.stringify(measured) : printRates(measured));
    });
  program
    .command('rules')
    .description(
      'print state operations and milliseconds of every submit, and its cost among many listings divided by that among few; takes about 5 minutes on 2 cores',
    )
    .option('--json', 'print one line of JSON')
    .option('--small <n>', 'listings on the small ledger', parseWhole, 1_000)
    .option('--large <n>', 'listings on the large ledger', parseWhole, 100_000)
    .option('--repeat <n>', 'how often every submit is measured on both ledgers', parseWhole, 60)
    .action(async ({ json, ...options }: RulesOptions & { readonly json?: boolean }) => {
      const measured = await measureRules(options);
      print(json === true ? JSON.stringify(measured) : printRules(measured));
      const readers = findRangeReaders(measured);
      if (readers.length > 0)
        throw new TestError('READS_A_RANGE', `These submits read a range: ${readers.join(', ')}. Read single keys instead.`);
    });
  program
    .command('audit')
    .description('print transactions per second of the whole audit, divided by the bound of its signatures alone, on one core and on two')
    .option('--json', 'print one line of JSON')
    .option('--steps <n>', 'steps of the random stories whose blocks are audited', parseWhole, 1_000)
    .option('--seed <n>', 'seed of the stories', parseWhole, 1)
    .action(async ({ json, ...options }: { json?: boolean; steps: number; seed: number }) => {
      printResult(await measureAudit(options), json);
    });
  program
    .command('read-model')
    .description('print how searches and histories grow with the listings, and what a gateway that reads blocks costs beside its peer')
    .option('--json', 'print one line of JSON')
    .option('--small <n>', 'listings in the small store', parseWhole, 1_000)
    .option('--large <n>', 'listings in the large store', parseWhole, 30_000)
    .option('--listings <n>', 'listings that 64 callers create', parseWhole, 640)
    .option('--repeat <n>', 'how often each read is measured', parseWhole, 200)
    .action(async ({ json, ...options }: { json?: boolean; small: number; large: number; listings: number; repeat: number }) => {
      const { evaluateMs, ...ratios } = await measureRatios(options);
      const { wordsMs, ...growth } = await measureGrowth(options);
      const measured = {
        ...ratios,
        ...growth,
        wordsInEvaluates: Math.round((wordsMs / evaluateMs) * 100) / 100,
        ...(await measureLists(options)),
        ...(await measureHistory(options)),
      };
      printResult(measured, json);
    });
  program
    .command('gateway')
    .description('print rates of uploads and downloads divided by those of a plain file server, and the growth of memory under load')
    .option('--json', 'print one line of JSON')
    .option('--rounds <n>', 'how often both servers are measured in turn', parseWhole, 5)
    .option('--mebibytes <n>', 'size of the file', parseWhole, 256)
    .option('--minutes <n>', 'minutes of load; below 2, memory is not measured', parseWhole, 10)
    .action(async ({ json, ...options }: GatewayBenchOptions & { readonly json?: boolean }) => {
      printResult(await measureGateway(options), json);
    });
  program
    .command('network')
    .description('print rates, times and memory of the devnet divided by those of real Fabric, whose programs are in FABRIC_BIN')
    .option('--json', 'print one line of JSON')
    .option('--rounds <n>', 'how often both sides are measured in turn', parseWhole, 5)
    .option('--warm-up <n>', 'calls before the first measurement', parseWhole, 1_000)
    .option('--calls <n>', 'calls of one measurement with 64 callers', parseWhole, 1_000)
    .action(async ({ json, ...options }: NetworkBenchOptions & { readonly json?: boolean }) => {
      const measured = await measureNetworks(options);
      print(json === true ? JSON.stringify(measured) : printNetwork(measured));
    });
  await program.parseAsync();
}

function printRates(measured: ImportRates): string {
  return Object.entries(measured)
    .map(([name, value]) => `${name.padEnd(22)} ${String(value)}`)
    .join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

runProgram(main);
