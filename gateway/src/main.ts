import { ExchangeError, errorTable } from '@databund/model';
import { createCommands } from './commands';
import { readConfig } from './config';

/** The only place that reads the environment. */
function main(): void {
  const out = (text: string) => process.stdout.write(`${text}\n`);
  createCommands(() => readConfig(process.env), out)
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`${explain(error)}\n`);
      process.exitCode = 1;
    });
}

function explain(error: unknown): string {
  if (!(error instanceof ExchangeError)) return error instanceof Error ? error.message : String(error);
  const { meaning, remedy } = errorTable[error.code];
  return `${error.code}: ${meaning} ${remedy} ${JSON.stringify(error.details)}`;
}

main();
