import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund inbox`. */
export function addInbox(program: Command, session: Session): void {
  program
    .command('inbox')
    .description('lists what waits for you, the most urgent first, with the command to type')
    .option('--noun <noun>', 'only objects of one noun, such as trade')
    .action(async ({ noun }: { readonly noun?: string }) => {
      const client = await session.connect();
      const inbox = await client.readInbox(noun === undefined ? {} : { noun });
      if (session.isJson) return session.print(inbox);
      const rows = inbox.items.map(({ yours, others: _others, ...item }) => ({
        ...item,
        yours: yours.map(({ command, step }) => command ?? step).join(' | '),
      }));
      if (!inbox.isComplete) session.note('More waits than one answer shows. Name a noun to see fewer kinds.');
      return session.print(rows, inbox.names);
    });
}
