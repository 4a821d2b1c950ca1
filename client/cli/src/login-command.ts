import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund login` and `databund logout`. */
export function addLogin(program: Command, session: Session): void {
  program
    .command('login')
    .description('begins a session with a one-time code, and stores it as a profile, whose token is renewed by itself')
    .option('--gateway <url>', "the gateway; default: the profile's")
    .option('--code <code>', 'the code that the operator of the gateway gave you (asked for)')
    .addHelpText(
      'after',
      `
The operator makes a code with: databund-gateway code issue --participant ptc-...
--profile names the profile; default: the one that the participant has, or "default", or its id.

Example:
  databund login --gateway https://gateway.example`,
    )
    .action(async (options: { readonly gateway?: string; readonly code?: string }) => {
      const { logIn } = await import('./log-in.js');
      await logIn(session, options);
    });
  program
    .command('logout')
    .description('ends the session of the profile at its gateway, and removes the profile')
    .addHelpText('after', '\nExample:\n  databund --profile buyer logout')
    .action(async () => {
      const { logOut } = await import('./log-in.js');
      await logOut(session);
    });
}
