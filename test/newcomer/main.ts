import { Command } from 'commander';
import { printResult, runProgram } from '../support/program';
import { countGoals } from './count-goals';

/** Counts what each goal of a new user takes, and ends with exit code 1 if one takes more than it may. */
async function main(): Promise<void> {
  const program = new Command('newcomer')
    .description('count the commands of all parties, the ids typed and the seconds of processor time for each goal of a new user')
    .option('--json', 'print one line of JSON at the end')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { goals, over } = await countGoals(({ name }) => process.stderr.write(`${name}\n`));
      printResult({ goals }, json);
      if (over.length === 0) return;
      process.stderr.write(`More commands than promised: ${over.join(', ')}\n`);
      process.exitCode = 1;
    });
  await program.parseAsync();
}

runProgram(main);
