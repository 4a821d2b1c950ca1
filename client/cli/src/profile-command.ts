import type { Command } from 'commander';
import { isToken } from '@databund/client';
import { participantId, webAddress } from './arguments';
import type { Profiles } from './profiles';
import { UsageError } from './usage-error';

interface ProfileSession {
  readonly profiles: Profiles;
  readonly print: (value: unknown) => void;
}

/** Adds `databund profile`: who one is, at which gateway. */
export function addProfiles(program: Command, { profiles, print }: ProfileSession): void {
  const command = program.command('profile').description('profile: add, use, list: who you are, at which gateway');
  command
    .command('add')
    .description('keeps a profile; the first one is in use')
    .argument('<name>')
    .requiredOption('--url <address>', 'the gateway', webAddress)
    .requiredOption('--token <token>', 'the participant’s token')
    .option('--participant <id>', 'the participant’s id', participantId)
    .action((name: string, { url, token, participant }: { url: string; token: string; participant?: string }) => {
      if (!isToken(token)) throw new UsageError('--token takes one word of visible ASCII characters'); // It is never shown.
      profiles.add(name, { url, token, ...(participant !== undefined && { participant }) });
      print({ name, url });
    });
  command
    .command('use')
    .description('takes a profile into use')
    .argument('<name>')
    .action((name: string) => {
      profiles.use(name);
      print({ current: name });
    });
  command
    .command('list')
    .description('the profiles, without their tokens')
    .action(() => print(profiles.list()));
}
