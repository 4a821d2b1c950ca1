import { Command, CommanderError } from 'commander';
import { addAcquiring } from './acquire-command';
import { addAudit } from './question-command';
import { addCatalogue } from './catalogue-command';
import { readCommandTable } from './command-table';
import { addExamples } from './examples';
import { addFiles } from './file-commands';
import { addHistory } from './history-command';
import { addPolicies } from './policy-command';
import { addProfiles } from './profile-command';
import { addCompletion } from './completion-command';
import { addCheckpoint } from './checkpoint-command';
import { addProve } from './prove-command';
import { Session, type CommonOptions } from './session';
import { addInbox } from './inbox-command';
import { addLogin } from './login-command';
import { addOpen } from './open-command';
import { addPublish } from './publish-command';
import { addRenew } from './renew-command';
import { addReport } from './report-command';
import { addSearch } from './search-command';
import { addShow } from './show-command';
import { addSlips } from './slip-commands';
import { addStatus } from './status-command';
import type { Surroundings } from './surroundings';
import { addTransactions } from './transaction-commands';
import { UsageError } from './usage-error';
import { addVerify } from './verify-command';
import { addWatch } from './watch-command';
import { addWhoami } from './whoami-command';
import { addWebhooks } from './webhook-command';

/** The commands that no declaration of a transaction gives. */
const ownCommands = [
  addPublish,
  addShow,
  addAcquiring,
  addRenew,
  addCatalogue,
  addFiles,
  addSlips,
  addPolicies,
  addProve,
  addSearch,
  addInbox,
  addWatch,
  addWebhooks,
  addHistory,
  addAudit,
  addReport,
  addVerify,
  addCheckpoint,
  addLogin,
  addStatus,
  addOpen,
  addProfiles,
  addWhoami,
  addCompletion,
];

/** Runs one command and returns its exit code: 0 done, 1 refused, 2 cannot be run as typed, 3 gateway not reached or caller not known, 4 changed at its source. */
export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = createProgram(surroundings);
  const session = new Session(surroundings, () => program.opts<CommonOptions>());
  try {
    const table = await readCommandTable();
    // A completion has all commands.
    addTransactions(program, session, { table, words: words.includes('completion') ? Object.keys(table) : words });
    for (const add of ownCommands) add(program, session);
    addExamples(program);
    await program.parseAsync([...words], { from: 'user' });
    return session.exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    return explainError(isHelpInstead(thrown) ? new UsageError('COMMAND_MISSING', 'a command is missing') : thrown, surroundings, session);
  }
}

function createProgram({ out, err }: Surroundings): Command {
  return new Command('databund')
    .description('The data exchange, from the command line')
    .option('--json', 'prints the result as one JSON value')
    .option('--profile <name>', 'the profile to act as; default: the one in use')
    .addHelpText('after', '\n`databund --version` prints the version.') // Not an option of the program: some commands have a --version of their own.
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
    .showHelpAfterError('(--help shows the options)');
}

/** Writes an error for a person, and for a program if `--json` was given. Commander has already written its own errors. */
async function explainError(error: unknown, { out, err }: Surroundings, session: Session): Promise<number> {
  const { describeErrorAsJson, exitCodeOf, explain } = await import('./describe-error.js');
  if (!(error instanceof CommanderError)) err.write(`${explain(error)}\n`);
  if (!session.isJson) for (const line of await describeNext(error, session)) err.write(`${line}\n`);
  if (session.isJson) out.write(`${JSON.stringify(describeErrorAsJson(error))}\n`);
  return exitCodeOf(error);
}

/** Says who acts next on the object that was refused. */
async function describeNext(error: unknown, session: Session): Promise<readonly string[]> {
  const { listNext } = await import('./list-next.js');
  return listNext(error, session);
}

/** Commander shows its help if a command is missing, and reports no error. */
function isHelpInstead(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}
