import type { Command } from 'commander';
import type { Profiles } from './profiles';
import type { Session } from './transaction-commands';

/** Adds `databund profile`: who one is, at which gateway. */
export function addProfiles(program: Command, profiles: Profiles, { print }: Pick<Session, 'print'>): void {
  const command = program.command('profile').description('who you are, at which gateway');
  command
    .command('add')
    .argument('<name>')
    .requiredOption('--url <address>')
    .requiredOption('--token <token>')
    .option('--participant <id>')
    .action((name: string, { url, token, participant }: { url: string; token: string; participant?: string }) => {
      profiles.add(name, { url, token, ...(participant !== undefined && { participant }) });
      print({ name, url });
    });
  command
    .command('use')
    .argument('<name>')
    .action((name: string) => {
      profiles.use(name);
      print({ current: name });
    });
  command.command('list').action(() => print(profiles.list()));
}
