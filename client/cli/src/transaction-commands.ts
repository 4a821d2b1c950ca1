import type { Command } from 'commander';
import type { CommandTable, TransactionCommand } from './describe-commands';
import type { Session } from './session';

interface Listed {
  readonly table: CommandTable;
  /** The words of the command line: only the nouns among them get their verbs. */
  readonly words: readonly string[];
}

/** Adds a command for each transaction: `databund listing submit ID --version 1`. */
export function addTransactions(program: Command, session: Session, { table, words }: Listed): void {
  for (const [noun, commands] of Object.entries(table)) {
    const command = program.command(noun).description(`${noun}: ${commands.map(({ verb }) => verb).join(', ')}`);
    if (words.includes(noun)) for (const each of commands) addTransaction(command, each, session);
  }
}

function addTransaction(
  parent: Command,
  { name, verb, summary, id, options, hasSlip, hasTexts, hasPins }: TransactionCommand,
  session: Session,
): void {
  const command = parent.command(verb).description(summary);
  if (id !== undefined)
    command.argument(hasPins ? '[id]' : '<id>', hasPins ? `${id.replace(/\.$/, '')}; default: the profile's participant` : id);
  for (const { flags, explanation } of options) command.option(flags, explanation);
  if (hasPins) command.option('--certificate <file>', certificateHelp, addTo);
  if (hasTexts) command.option('--texts', 'reads the texts behind the hashes too, of those who keep them and as far as you may');
  if (hasSlip) command.requiredOption('--slip <file>', 'the price slip that was handed over');
  command.action(async () => {
    const { slip, certificate, ...typed } = command.opts<Typed>();
    const { runTransaction } = await import('./run-transaction.js');
    await runTransaction(session, name, {
      id: id === undefined ? typed['id'] : command.args[0],
      typed,
      slip,
      certificates: certificate,
      withTexts: command.opts<{ readonly texts?: true }>().texts === true,
    });
  });
}

/** Collects the values of an option that is repeated. */
function addTo(value: string, values: readonly string[] | undefined): readonly string[] {
  return [...(values ?? []), value];
}

type Typed = { readonly slip?: string; readonly certificate?: readonly string[] } & Readonly<Record<string, string>>;

const certificateHelp =
  'a certificate (PEM or DER) by which the participant is known, in place of --key-hashes; repeat the option for several';
