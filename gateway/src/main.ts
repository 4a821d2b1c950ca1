import { createCommands } from './commands';
import { readConfig } from './config';

/** The only place that reads the environment. */
function main(): void {
  const out = (text: string) => process.stdout.write(`${text}\n`);
  createCommands(() => readConfig(process.env), out)
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
}

main();
