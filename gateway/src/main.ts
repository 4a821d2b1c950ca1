import { ExchangeError, errorTable } from '@databund/model';
import { createCommands } from './commands';
import { readConfig } from './config';
import { hideSecrets, readSettings } from './config/read-settings';
import { GatewayError } from './gateway-error';

/** Runs the command line. Only this file reads the environment. */
function main(): void {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  createCommands({ read: () => readConfig(process.env), show: () => hideSecrets(readSettings(process.env)) }, print)
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`${describeError(error)}\n`);
      process.exitCode = 1;
    });
}

function describeError(error: unknown): string {
  if (error instanceof GatewayError) return `${error.code}: ${error.message}`;
  if (!(error instanceof ExchangeError)) return error instanceof Error ? error.message : String(error);
  const { meaning, remedy } = errorTable[error.code];
  return `${error.code}: ${meaning} ${remedy} ${JSON.stringify(error.details)}`;
}

main();
