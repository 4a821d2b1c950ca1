import type { Command } from 'commander';
import { collectValues } from './arguments';
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

/** Examples of commands whose options do not explain each other. */
const examples: Readonly<Record<string, string>> = {
  GiveStanding: 'databund standing give --slot provider --free true --until 2027-12-31T00:00:00.000Z --listings "Air quality",lst-0hhs',
  WithdrawStanding: 'databund standing withdraw sta-0hhs --reason "the licence changed"',
  ListStandings: 'databund standing list --slot operator --state GIVEN',
};

function addTransaction(parent: Command, declared: TransactionCommand, session: Session): void {
  const { name, verb, summary, id, hasPins } = declared;
  const command = parent.command(verb).description(summary);
  if (id !== undefined)
    command.argument(hasPins ? '[id]' : '<id>', hasPins ? `${id.replace(/\.$/, '')}; default: the profile's participant` : id);
  if (verb === 'get') command.alias('show');
  if (examples[name] !== undefined) command.addHelpText('after', `\nExample:\n  ${examples[name]}`);
  addOptions(command, declared);
  command.action(async () => {
    const { slip, certificate, all, ...typed } = command.opts<Typed>();
    const { runTransaction } = await import('./run-transaction.js');
    await runTransaction(session, name, {
      isWhole: all === true,
      id: id === undefined ? typed['id'] : command.args[0],
      typed,
      slip,
      certificates: certificate,
      withTexts: command.opts<{ readonly texts?: true }>().texts === true,
    });
  });
}

function addOptions(command: Command, { options, slip, hasTexts, hasPins, isList, hasFilters }: TransactionCommand): void {
  const filters = hasFilters ? filterOptions : [];
  const own = options.filter(({ flags }) => !filters.some(([filter]) => nameOption(filter) === nameOption(flags)));
  for (const { flags, explanation } of own) command.option(flags, explanation);
  if (hasPins) command.option('--certificate <file>', certificateHelp, collectValues);
  if (hasTexts) command.option('--texts', 'reads the texts behind the hashes too, of those who keep them and as far as you may');
  if (isList) command.option('--all', 'all pages, as one list');
  for (const [flags, explanation] of filters) command.option(flags, explanation);
  if (slip === 'sent') command.requiredOption('--slip <file>', 'the price slip that was handed over');
  if (slip === 'hashed')
    command.option('--slip <file>', 'the price slip, in place of --amount-hash: its hash is compared with those of both sides');
}

function nameOption(flags: string): string | undefined {
  return flags.split(' ')[0];
}

type Typed = { readonly slip?: string; readonly certificate?: readonly string[]; readonly all?: true } & Readonly<Record<string, string>>;

/** The filters of a gateway's lists. */
const filterOptions: readonly (readonly [flags: string, explanation: string])[] = [
  ['--state <states>', 'states, separated by commas; what is in one of them is listed, the newest first'],
  ['--since <date>', 'changed since the beginning of a day, or since an instant'],
  ['--q <words>', 'words of the object, of the names of its parties or of its listing'],
];

const certificateHelp =
  'a certificate (PEM or DER) by which the participant is known, in place of --key-hashes; repeat the option for several';
