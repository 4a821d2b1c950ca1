import type { Command } from 'commander';
import type { Session } from './session';

/** Adds `databund policy read FILE`. */
export function addPolicies(program: Command, session: Session): void {
  program
    .command('policy')
    .description('policy: read: ODRL policies as offers of listings')
    .command('read')
    .argument('<file>', 'a JSON-LD document with one ODRL policy in it')
    .description(
      "prints an ODRL policy in the form of a listing's content.offer (--json), or everything in it that the exchange does not evaluate",
    )
    .action(async (file: string) => {
      const { parseJson, readText } = await import('./local-paths.js');
      const { readOdrl } = await import('@databund/client');
      const reading = readOdrl(parseJson(readText(file), `${file} is not JSON`));
      await session.print('policy' in reading ? reading.policy : reading);
      if (!('policy' in reading)) session.fail();
    });
}
