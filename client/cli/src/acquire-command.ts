import type { Command } from 'commander';
import { parseIntegerIn } from './arguments';
import { parseDate } from './date-option';
import type { AcquireOptions } from './acquire-files';
import type { Session } from './session';

/** Adds `databund get` and `databund buy`, which go the whole way from a request to verified files. */
export function addAcquiring(program: Command, session: Session): void {
  addOptions(
    program
      .command('get')
      .description('gets the files of free data: requests, waits, orders, activates, downloads, acknowledges')
      .option('--purpose <text>', 'what you use the data for', 'use'),
    'get',
    session,
  );
  addOptions(
    program
      .command('buy')
      .description('buys the files of priced data, step by step as far as you can now: at the list price, or by a price slip')
      .requiredOption('--purpose <text>', 'what you use the data for')
      .option('--slip <file>', 'the price slip that the provider handed over')
      .option('--private-price', 'agrees on a price with the provider, by a slip, although the listing publishes one')
      .option('--accept', 'accepts the terms that the provider offers instead of yours'),
    'buy',
    session,
  );
}

function addOptions(command: Command, name: 'get' | 'buy', session: Session): void {
  command
    .argument('<listing>', 'the listing: its id or the beginning of it, its number or its title')
    .option('--scenario <text>', 'how you use it; default: the purpose')
    .option(
      '--until <date>',
      'the end of the use, such as 2027-01-31 or "in 30 days"; default: in one year, or when the standing approvals end that cover it',
      parseDate(session, { option: '--until', isEnd: true }),
    )
    .option('--count <n>', 'how many deliveries you may open', parseIntegerIn(1, 99_999), 1)
    .option('--to <folder>', 'the folder to write to', '.')
    .option('--from <url>', "the gateway that holds the bytes: the provider's; default: the profile's")
    .option('--no-wait', 'ends with exit code 1 when somebody else must act')
    .addHelpText('after', makeNotes(name))
    .action(async (listing: string, options: AcquireOptions) => {
      const { acquireFiles } = await import('./acquire-files.js');
      await acquireFiles(session, listing, options);
    });
}

function makeNotes(name: 'get' | 'buy'): string {
  return `
If standing approvals cover the use, nobody else need act. Else it says who must, and waits. If you end it with Ctrl-C, nothing is lost: the
same command continues.

Example:
  databund ${name} lst-0hhsc4wprtns24wgrj1hzm9fd8 --purpose research --to data`;
}
