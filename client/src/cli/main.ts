import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from './program';

/** The only place that reads the environment. */
async function main(): Promise<void> {
  const { DATABUND_CONFIG, DATABUND_PROFILE, DATABUND_TOKEN, DATABUND_URL } = process.env;
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    config: DATABUND_CONFIG ?? join(homedir(), '.config', 'databund', 'profiles.json'),
    profile: DATABUND_PROFILE,
    token: DATABUND_TOKEN,
    url: DATABUND_URL,
    isTerminal: process.stderr.isTTY,
  });
}

void main();
