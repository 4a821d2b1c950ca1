import { Command, InvalidArgumentError } from 'commander';
import { benchImport, type ImportRates } from './import-rate';
import { benchRules, rangeReaders, type RulesOptions } from './rules/bench-rules';
import { printRules } from './rules/print-rules';

/** Workloads, each printing what it measured; figures are ratios within one run. */
async function main(): Promise<void> {
  const program = new Command('bench').description('workloads, as ratios in one run');
  program
    .command('import')
    .description('listings a second into an exchange that grows')
    .option('--json', 'one JSON line')
    .option('--small <n>', 'listings there at the first measurement', count, 500)
    .option('--large <n>', 'listings there at the last measurement', count, 5_000)
    .action(async ({ json, ...sizes }: { json?: boolean; small: number; large: number }) => {
      const measured = await benchImport(sizes);
      print(json === true ? JSON.stringify(measured) : printRates(measured));
    });
  program
    .command('rules')
    .description(
      'state operations and milliseconds of every submit, and its cost among many listings ÷ among few; some 5 minutes on 2 cores',
    )
    .option('--json', 'one JSON line')
    .option('--small <n>', 'listings on the one ledger', count, 1_000)
    .option('--large <n>', 'listings on the other', count, 100_000)
    .option('--repeat <n>', 'how often everything is measured on both', count, 60)
    .action(async ({ json, ...options }: RulesOptions & { readonly json?: boolean }) => {
      const measured = await benchRules(options);
      print(json === true ? JSON.stringify(measured) : printRules(measured));
      const readers = rangeReaders(measured);
      if (readers.length > 0) throw new Error(`a write path reads a range: ${readers.join(', ')}`);
    });
  await program.parseAsync();
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is not a number of listings or times.');
  return Number(text);
}

function printRates(measured: ImportRates): string {
  return Object.entries(measured)
    .map(([name, value]) => `${name.padEnd(22)} ${String(value)}`)
    .join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
