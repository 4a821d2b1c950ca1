import { Command } from 'commander';
import { runMutations, type MutationOptions, type MutationRun } from './run-mutations';
import { parseWhole, runProgram } from '../support/program';

/** Changes blocks, and prints how many changes the verifier found. */
async function main(): Promise<void> {
  const { json, ...options } = new Command('mutate')
    .description('change blocks of real ledgers one field at a time, and verify each changed ledger')
    .option('--count <n>', 'number of changes', parseWhole, 5_000)
    .option('--seed <n>', 'seed of the changes; the same seed gives the same places', parseWhole, 1)
    .option('--json', 'print one line of JSON')
    .parse()
    .opts<MutationOptions & { readonly json?: boolean }>();
  const run = await runMutations(options);
  if (!run.isShared)
    process.stderr.write('The shared blocks (../shared/fabric/blocks) are absent: their copy in the repository is used.\n');
  for (const place of run.missedPlaces) process.stderr.write(`missed: ${place}\n`);
  process.stdout.write(`${json === true ? printLine(run) : printTable(run)}\n`);
  if (run.missed > 0) process.exitCode = 1;
}

function printLine({ mutations, found, harmless, missed, seed, byClass }: MutationRun): string {
  return JSON.stringify({ mutations, found, harmless, missed, seed, byClass });
}

function printTable({ mutations, found, harmless, missed, byClass }: MutationRun): string {
  return Object.entries({ mutations, found, harmless, missed, ...byClass })
    .map(([name, value]) => `${name.padEnd(15)} ${String(value)}`)
    .join('\n');
}

runProgram(main);
