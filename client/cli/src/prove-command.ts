import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { SubjectKind } from '@databund/audit';
import type { ProveOptions } from './prove-object';
import { anyName, idKinds } from './object-kinds';
import type { Session } from './session';

/** Written here too, because loading the audit takes longer than a help text should; the type keeps both alike. */
const kinds = Object.keys({
  trade: true,
  listing: true,
  authorisation: true,
  delivery: true,
  participant: true,
} satisfies Readonly<Record<SubjectKind, true>>);

/** Adds `databund prove`. */
export function addProve(program: Command, session: Session): void {
  program
    .command('prove')
    .addArgument(new Argument('<kind>', 'the kind of object').choices(kinds))
    .argument('<id>', anyName)
    .description('makes one file that proves an object to a stranger; `databund verify FILE --roots FOLDER` checks it offline')
    .addOption(
      new Option('--as <kind>', 'checkpoint: only its own envelopes, trusts cosigners; blocks: whole blocks, for overseers and courts')
        .choices(['checkpoint', 'blocks'])
        .default('checkpoint'),
    )
    .option('--blocks <folder>', 'makes a pack of blocks from saved blocks, without the gateway')
    .option('--from <pack>', 'adds to this pack instead of making one')
    .option('--to <file>', 'the file to write; default: `<id>.evidence`')
    .option('--slip <file>', 'opens the price of the trade: its price slip')
    .option('--timestamp <file>', 'adds a token of RFC 3161 over the last block or the checkpoint of the pack')
    .option('--sm3', 'adds SM3 as a second digest of every entry')
    .action(async (kind: SubjectKind, named: string, options: ProveOptions) => {
      const { proveObject } = await import('./prove-object.js');
      const id = await session.resolve(named, idKinds[kind]);
      await proveObject(session, { kind, id }, options);
    });
}
