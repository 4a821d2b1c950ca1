import type { Command } from 'commander';
import type { Session } from './session';
import { UsageError } from './usage-error';

interface AddOptions {
  readonly url: string;
  readonly token: string;
  readonly participant?: string;
}

/** Adds `databund profile`: a participant with its gateway and token. */
export function addProfiles(program: Command, session: Session): void {
  const command = program.command('profile').description('profile: add, use, list: participants with their gateways and tokens');
  command
    .command('add')
    .description('stores a profile; the first one comes into use')
    .argument('<name>')
    .requiredOption('--url <address>', 'the gateway')
    .requiredOption('--token <token>', "the participant's token")
    .option('--participant <id>', "the participant's id")
    .action(async (name: string, { url, token, participant }: AddOptions) => {
      const { requireParticipantId, requireWebAddress } = await import('./check-options.js');
      const { isToken } = await import('@databund/client');
      requireWebAddress('--url', url);
      if (participant !== undefined) requireParticipantId('--participant', participant);
      // The message never contains the token.
      if (!isToken(token)) throw new UsageError('OPTION_INVALID', '--token must be one word of visible ASCII characters');
      (await session.openProfiles()).add(name, { url, token, ...(participant !== undefined && { participant }) });
      await session.print({ name, url });
    });
  command
    .command('use')
    .description('brings a profile into use')
    .argument('<name>')
    .action(async (name: string) => {
      (await session.openProfiles()).use(name);
      await session.print({ current: name });
    });
  command
    .command('list')
    .description('lists the profiles, without their tokens')
    .action(async () => session.print((await session.openProfiles()).list()));
}
