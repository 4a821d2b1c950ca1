import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findExchangeProfiles } from './find-exchange';
import { runCommandLine } from './program';

/** Runs the command line of this process. Only this function reads the environment. */
async function main(): Promise<void> {
  const { DATABUND_CONFIG, DATABUND_PROFILE, DATABUND_TOKEN, DATABUND_URL, NO_COLOR } = process.env;
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    config: DATABUND_CONFIG ?? findExchangeProfiles(process.cwd()) ?? join(homedir(), '.config', 'databund', 'profiles.json'),
    profile: DATABUND_PROFILE,
    token: DATABUND_TOKEN,
    url: DATABUND_URL,
    isTerminal: process.stderr.isTTY,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
    columns: process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined,
    openAddress: process.stdout.isTTY ? openInBrowser : undefined,
    isColoured: process.stdout.isTTY && (NO_COLOR ?? '') === '',
  });
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the person's browser; without one nothing happens, because the address is printed too. */
function openInBrowser(address: string): void {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...words, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

async function askOnTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

// A reader of the first lines only (`| head`) closes the pipe, which ends the command quietly. A full disk is reported.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`the result cannot be written: ${error.message}\n`);
  process.exit(2);
});

void main();
