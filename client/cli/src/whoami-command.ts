import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund whoami`. */
export function addWhoami(program: Command, session: Session): void {
  program
    .command('whoami')
    .description('shows the participant that you act as, as it is registered')
    .action(async () => session.print(await (await session.connect()).readSelf()));
}
