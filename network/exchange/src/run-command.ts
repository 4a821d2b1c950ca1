import type { Command } from 'commander';
import { readMessage, SetupError } from './setup-error';

/** Prints a line for the person who runs the command. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints an error and sets the exit code that belongs to it. */
export function reportError(error: unknown): void {
  process.stderr.write(`${readMessage(error)}\n`);
  process.exitCode = error instanceof SetupError ? error.exitCode : 1;
}

/** Runs a command if Node was started with its module. */
export function runIfMain(module: NodeJS.Module, makeCommand: () => Command): void {
  if (require.main === module) makeCommand().parseAsync().catch(reportError);
}
