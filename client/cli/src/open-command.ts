import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund open`. */
export function addOpen(program: Command, session: Session): void {
  program
    .command('open')
    .description('prints the address of the gateway with a one-time code, and opens it if you are at a terminal')
    .option('--as <role>', 'a participant of the exchange that `npm start` runs, such as operator, provider or buyer')
    .addHelpText(
      'after',
      `
The code counts for 10 minutes, once: it begins a session, which ends with yours. \`databund login --code\` takes it too.

Example:
  databund open --as buyer`,
    )
    .action(async ({ as }: { readonly as?: string }) => {
      const { openGateway } = await import('./open-gateway.js');
      await openGateway(session, as);
    });
}
