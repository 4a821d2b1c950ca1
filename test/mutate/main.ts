import { Command } from 'commander';
import { runMutations, type MutationOptions, type MutationRun } from './run-mutations';
import { runPackMutations } from './run-pack-mutations';
import { parseWhole, runProgram } from '../support/program';

/** Changes blocks, and prints how many changes the verifier found. */
async function main(): Promise<void> {
  const { json, packs, ...options } = new Command('mutate')
    .description('change blocks of real ledgers one field at a time, and verify each changed ledger')
    .option('--count <n>', 'number of changes', parseWhole, 5_000)
    .option('--seed <n>', 'seed of the changes; the same seed gives the same places', parseWhole, 1)
    .option('--packs', 'change evidence packs of both kinds instead, and have both verifiers judge them')
    .option('--json', 'print one line of JSON')
    .parse()
    .opts<MutationOptions & { readonly json?: boolean; readonly packs?: boolean }>();
  const run = packs === true ? { ...(await runPackMutations(options)), isShared: true } : await runMutations(options);
  if (!run.isShared)
    process.stderr.write('The shared blocks (../shared/fabric/blocks) are absent: their copy in the repository is used.\n');
  for (const place of run.missedPlaces) process.stderr.write(`missed: ${place}\n`);
  process.stdout.write(`${json === true ? printLine(run) : printTable(run)}\n`);
  if (run.missed > 0) process.exitCode = 1;
}

type Run = Omit<MutationRun, 'byClass' | 'isShared'> & { readonly byClass: Readonly<Record<string, number>> };

function printLine({ mutations, found, harmless, missed, seed, byClass }: Run): string {
  return JSON.stringify({ mutations, found, harmless, missed, seed, byClass });
}

function printTable({ mutations, found, harmless, missed, byClass }: Run): string {
  return Object.entries({ mutations, found, harmless, missed, ...byClass })
    .map(([name, value]) => `${name.padEnd(15)} ${String(value)}`)
    .join('\n');
}

runProgram(main);
