import type { Command } from 'commander';
import { parseIntegerIn } from './arguments';
import { parseDate } from './date-option';
import type { RenewOptions } from './renew-authorisation';
import type { Session } from './session';

/** Adds `databund renew`. */
export function addRenew(program: Command, session: Session): void {
  program
    .command('renew')
    .argument('<authorisation>', 'the authorisation: its id or the beginning of it, or @last')
    .description('requests an authorisation again on the same terms, for as long as before, from its end on')
    .option('--until <date>', 'another end, such as 2027-01-31 or "in 1 year"', parseDate(session, { option: '--until', isEnd: true }))
    .option('--count <n>', 'another number of deliveries', parseIntegerIn(1, 99_999))
    .addHelpText('after', '\nExample:\n  databund renew aut-0hhs --until "in 1 year"')
    .action(async (authorisation: string, options: RenewOptions) => {
      const { renewAuthorisation } = await import('./renew-authorisation.js');
      await renewAuthorisation(session, authorisation, options);
    });
}
