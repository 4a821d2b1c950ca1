import { Command, InvalidArgumentError } from 'commander';
import { printRun } from './print-run';
import { checkRun, runInvariants, type RunOptions } from './run-invariants';
import { parseWhole, runProgram } from '../support/program';

/** Runs random stories on a network, and checks the sixteen invariants over its blocks. */
async function main(): Promise<void> {
  const { json, ...options } = new Command('invariants')
    .description('run random stories on a network, and check the sixteen invariants of the exchange over its blocks')
    .option('--steps <n>', 'number of steps', parseWhole, 20_000)
    .option('--seed <n>', 'seed of the plan; the same seed gives the same steps', parseWhole, 1)
    .option('--lanes <n>', 'number of stories at the same time; by default one per 200 steps, from 4 to 16', parseWhole)
    .option('--break <n>', 'number of the invariant to break on purpose, 1 to 16', parseInvariant)
    .option('--json', 'print one line of JSON')
    .parse()
    .opts<RunOptions & { readonly break?: number; readonly json?: boolean }>();
  const run = await runInvariants({ ...options, ...(options.break !== undefined && { broken: options.break }) });
  process.stdout.write(`${json === true ? JSON.stringify(run) : printRun(run)}\n`);
  if (!checkRun(run)) process.exitCode = 1;
}

function parseInvariant(text: string): number {
  if (!/^([1-9]|1[0-6])$/.test(text)) throw new InvalidArgumentError(`"${text}" is not the number of an invariant, 1 to 16.`);
  return Number(text);
}

runProgram(main);
