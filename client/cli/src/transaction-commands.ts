import { Option, type Command } from 'commander';
import { collectValues } from './arguments';
import type { CommandTable, TransactionCommand } from './describe-commands';
import { parseDate } from './date-option';
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
    addExample(command, (commands.find(({ isList }) => isList) ?? commands[0])?.example);
    if (words.includes(noun)) for (const each of commands) addTransaction(command, each, session);
  }
}

function addTransaction(parent: Command, declared: TransactionCommand, session: Session): void {
  const { name, verb, summary, id, hasPins } = declared;
  const command = parent.command(verb).description(summary);
  addExample(command, declared.example);
  if (id !== undefined)
    command.argument(hasPins ? '[id]' : '<id>', hasPins ? `${id.replace(/\.$/, '')}; default: the profile's participant` : id);
  if (verb === 'get') command.alias('show');
  addOptions(command, declared, session);
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

function addExample(command: Command, example = ''): void {
  command.addHelpText('after', `\nExample:\n  ${example}`);
}

function addOptions(command: Command, declared: TransactionCommand, session: Session): void {
  const { slip, hasTexts, hasPins, isList } = declared;
  addFormOptions(command, declared, session);
  if (hasPins) command.option('--certificate <file>', certificateHelp, collectValues);
  if (hasTexts) command.option('--texts', 'reads the texts behind the hashes too, of those who keep them and as far as you may');
  if (isList) command.option('--all', 'all pages, as one list');
  if (slip === 'sent') command.requiredOption('--slip <file>', 'the price slip that was handed over');
  if (slip === 'hashed')
    command.option(
      '--slip <file>',
      'the price slip, in place of --amount-hash, if the price is not published: its hash is compared with those of both sides',
    );
}

/** Adds the options of the input's form, and the filters of a gateway's list. */
function addFormOptions(command: Command, { options, hasFilters }: TransactionCommand, session: Session): void {
  const filters = hasFilters ? filterOptions : [];
  const own = options.filter(({ flags }) => !filters.some((filter) => nameOption(filter.flags) === nameOption(flags)));
  for (const { flags, explanation, date } of [...own, ...filters]) {
    const option = new Option(flags, explanation);
    if (date) option.argParser(parseDate(session, { option: nameOption(flags), isEnd: date === 'end' }));
    command.addOption(option);
  }
}

function nameOption(flags: string): string {
  return flags.split(' ')[0] ?? '';
}

type Typed = { readonly slip?: string; readonly certificate?: readonly string[]; readonly all?: true } & Readonly<Record<string, string>>;

/** The filters of a gateway's lists. */
const filterOptions: TransactionCommand['options'] = [
  { flags: '--state <states>', explanation: 'states, separated by commas; what is in one of them is listed, the newest first' },
  { flags: '--since <date>', explanation: 'changed since a date such as 2026-01-31 or "30 days ago"', date: 'start' },
  { flags: '--q <words>', explanation: 'words of the object, of the names of its parties or of its listing' },
];

const certificateHelp =
  'a certificate (PEM or DER) by which the participant is known, in place of --key-hashes; repeat the option for several';
