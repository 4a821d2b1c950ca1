import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { isWebAddress } from '@databund/client';
import { Databund } from '@databund/client';
import { addCatalogue } from './catalogue-command';
import { addFiles } from './file-commands';
import { addPolicies } from './policy-command';
import { addProfiles } from './profile-command';
import { Profiles, type Profile } from './profiles';
import { addSlips } from './slip-commands';
import { errorAsJson, exitCodeOf, explain, render, type Streams } from './terminal';
import { addTransactions } from './transaction-commands';
import { UsageError } from './usage-error';
import { addVerify } from './verify-command';

/** What the command line is told from outside. */
export interface Surroundings extends Streams {
  /** The file of profiles. */
  readonly config: string;
  /** A profile’s name; a token that takes precedence, at its own address or at the profile’s. */
  readonly profile?: string | undefined;
  readonly token?: string | undefined;
  readonly url?: string | undefined;
  /** Does a person watch what is written to `err`: may a progress bar be drawn? */
  readonly isTerminal: boolean;
  /** May what is written to `out` have colours? */
  readonly isColoured?: boolean | undefined;
  /** The width of the terminal. */
  readonly columns?: number | undefined;
}

/** Runs one command line and answers its exit code. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  if (words.length === 1 && words[0] === '--version') {
    surroundings.out.write(`${versionOfPackage()}\n`);
    return 0;
  }
  const outcome = { exitCode: 0 };
  const program = createProgram(surroundings, () => {
    outcome.exitCode = 1;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return outcome.exitCode;
  } catch (thrown) {
    const error = isHelpInstead(thrown) ? new UsageError('a command is missing') : thrown;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (!(error instanceof CommanderError)) surroundings.err.write(`${explain(error)}\n`); // Commander has said its own.
    if (isJsonAsked(program)) surroundings.out.write(`${JSON.stringify(errorAsJson(error))}\n`);
    return exitCodeOf(error);
  }
}

function createProgram(surroundings: Surroundings, fail: () => void): Command {
  const { out, err, config, isTerminal, isColoured = false, columns = 160 } = surroundings;
  const program = new Command('databund')
    .description('The data exchange, from the command line')
    .option('--json', 'one JSON value and nothing else')
    .option('--profile <name>', 'as whom; the profile in use where not given')
    .addHelpText('after', '\n`databund --version` says its version.') // No option of all commands: some have a version of their own.
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
    .showHelpAfterError('(--help says more)');
  const profiles = new Profiles(config);
  const profile = () => profileOf(surroundings, profiles, program.opts<{ profile?: string }>().profile);
  const session = {
    databund: (url = profile().url) => new Databund({ ...profile(), url }),
    participant: () => profile().participant,
    print: (value: unknown) => out.write(`${render(value, { asJson: isJsonAsked(program), isColoured, columns })}\n`),
    note: (text: string) => err.write(`${text}\n`),
    progress: isTerminal ? err : undefined,
    profiles,
    fail,
  };
  addTransactions(program, session);
  addCatalogue(program, session);
  addFiles(program, session);
  addSlips(program, session);
  addPolicies(program, session);
  addVerify(program, session);
  addProfiles(program, session);
  return program;
}

/** Commander shows its help where a command is missing, and says nothing else of it. */
function isHelpInstead(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

function isJsonAsked(program: Command): boolean {
  return program.opts<{ json?: boolean }>().json === true;
}

/** Who is said on the line comes before who is said by the environment. @throws UsageError */
function profileOf({ token, url, profile: kept }: Surroundings, profiles: Profiles, named?: string): Profile {
  if (named === undefined && token === undefined && url !== undefined)
    throw new UsageError('DATABUND_URL is set, and DATABUND_TOKEN is not');
  const profile = named === undefined && token !== undefined ? { token, url: url ?? profiles.get(kept).url } : profiles.get(named ?? kept);
  if (!isWebAddress(profile.url)) throw new UsageError(`${JSON.stringify(profile.url)} is not an address such as http://127.0.0.1:3000`);
  return profile;
}

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
