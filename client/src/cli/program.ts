import { Command } from 'commander';
import { Databund } from '../sdk/databund';
import { addCatalogue } from './catalogue-command';
import { addFiles } from './file-commands';
import { addProfiles } from './profile-command';
import { Profiles, type Profile } from './profiles';
import { exitCodeOf, explain, print, type Streams } from './terminal';
import { addTransactions } from './transaction-commands';
import { addVerify } from './verify-command';

/** What the command line is told from outside. */
export interface Surroundings extends Streams {
  /** The file of profiles. */
  readonly config: string;
  /** A profile’s name, or a token and an address, that take precedence. */
  readonly profile?: string | undefined;
  readonly token?: string | undefined;
  readonly url?: string | undefined;
  readonly isTerminal: boolean;
}

/** Runs one command line and answers its exit code. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const outcome = { exitCode: 0 };
  const program = createProgram(surroundings, () => {
    outcome.exitCode = 1;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    if (isCommanders(error)) return error.exitCode === 0 ? 0 : 2;
    surroundings.err.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

function createProgram(surroundings: Surroundings, fail: () => void): Command {
  const { out, err, config, isTerminal } = surroundings;
  const program = new Command('databund')
    .description('The data exchange, from the command line')
    .option('--json', 'one JSON value and nothing else')
    .option('--profile <name>', 'as whom; the profile in use where not given')
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
    .showHelpAfterError('(--help says more)');
  const profiles = new Profiles(config);
  const profile = () => profileOf(surroundings, profiles, program.opts<{ profile?: string }>().profile);
  const session = {
    databund: () => new Databund(profile()),
    participant: () => profile().participant,
    print: (value: unknown) => print({ out, err }, value, program.opts<{ json?: boolean }>().json === true),
    profiles,
    isTerminal,
    fail,
  };
  addTransactions(program, session);
  addCatalogue(program, session);
  addFiles(program, session);
  addVerify(program, session);
  addProfiles(program, profiles, session);
  return program;
}

function profileOf({ token, url, profile }: Surroundings, profiles: Profiles, named?: string): Profile {
  return token !== undefined && url !== undefined ? { token, url } : profiles.get(named ?? profile);
}

function isCommanders(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.') && 'exitCode' in error;
}
