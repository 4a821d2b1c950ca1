import { Command, InvalidArgumentError } from 'commander';
import { printRun } from './print-run';
import { holds, runInvariants, type RunOptions } from './run-invariants';

/** Random stories on a running network, and the sixteen invariants over its blocks. */
async function main(): Promise<void> {
  const { json, ...options } = new Command('invariants')
    .description('tells random stories on a network, and holds the sixteen invariants of the exchange against the blocks')
    .option('--steps <n>', 'how many steps', whole, 20_000)
    .option('--seed <n>', 'the same seed plans the same steps', whole, 1)
    .option('--lanes <n>', 'how many stories are told at the same time; by default as the steps allow, at most 16', whole)
    .option('--break <n>', 'the invariant that is broken on purpose, 1 to 16', whole)
    .option('--json', 'one JSON line')
    .parse()
    .opts<RunOptions & { readonly break?: number; readonly json?: boolean }>();
  const run = await runInvariants({ ...options, ...(options.break !== undefined && { broken: options.break }) });
  process.stdout.write(`${json === true ? JSON.stringify(run) : printRun(run)}\n`);
  if (!holds(run)) process.exitCode = 1;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${causeOf(error)}`);
  process.exitCode = 1;
});

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? `${error.cause.stack ?? error.cause.message}\n` : '';
}
