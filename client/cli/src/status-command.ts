import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund status`. */
export function addStatus(program: Command, session: Session): void {
  program
    .command('status')
    .description('shows whether the gateway is reached, its height and version, who you are, how long your token lasts, and what waits')
    .addHelpText('after', '\nExample:\n  databund status')
    .action(async () => {
      const { showStatus } = await import('./show-status.js');
      await showStatus(session);
    });
}
