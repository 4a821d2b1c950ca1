import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { SubjectKind } from '@databund/audit';
import type { ProveOptions } from './prove-object';
import type { IdKind } from '@databund/model';
import type { Session } from './session';

/** Written here too, because loading the audit takes longer than a help text should; the type keeps both alike. */
const idKinds: Readonly<Record<string, IdKind>> = {
  trade: 'trd',
  listing: 'lst',
  authorisation: 'aut',
  delivery: 'dlv',
  participant: 'ptc',
} satisfies Readonly<Record<SubjectKind, IdKind>>;

/** Adds `databund prove`. */
export function addProve(program: Command, session: Session): void {
  program
    .command('prove')
    .addArgument(new Argument('<kind>', 'the kind of object').choices(Object.keys(idKinds)))
    .argument('<id>', "the object's id or the beginning of it, its number or its title")
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
    .action(async (kind: string, text: string, options: ProveOptions) => {
      const id = await session.resolve(text, idKinds[kind]);
      const { proveObject } = await import('./prove-object.js');
      await proveObject(session, { kind, id }, options);
    });
}
