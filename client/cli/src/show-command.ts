import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund show`. */
export function addShow(program: Command, session: Session): void {
  program
    .command('show')
    .argument('<anything>', 'an id or four characters of its beginning, a listing or trade number, a title, or @last')
    .description('shows an object by whatever names it; other commands take the same names')
    .addHelpText('after', '\nExample:\n  databund show "Air quality"\n  databund show lst-0hhs')
    .action(async (text: string) => {
      const id = await session.resolve(text);
      const { showObject } = await import('./show-object.js');
      await showObject(session, id);
    });
}
