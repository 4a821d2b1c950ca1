import { Command } from 'commander';
import { benchImport } from './import-rate';

/** Workloads, each printing what it measured; figures are ratios within one run. */
async function main(): Promise<void> {
  const program = new Command('bench').description('workloads, as ratios in one run');
  program
    .command('import')
    .description('listings a second into an exchange that grows')
    .option('--json', 'one JSON line')
    .option('--small <n>', 'listings there at the first measurement', Number, 500)
    .option('--large <n>', 'listings there at the last measurement', Number, 5_000)
    .action(async ({ json, small, large }: { json?: boolean; small: number; large: number }) => {
      const measured = await benchImport({ small, large });
      process.stdout.write(
        `${
          json === true
            ? JSON.stringify(measured)
            : Object.entries(measured)
                .map(([name, value]) => `${name.padEnd(22)} ${String(value)}`)
                .join('\n')
        }\n`,
      );
    });
  await program.parseAsync();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
