import type { Command } from 'commander';
import type { CheckpointOptions } from './compare-checkpoint';
import type { Session } from './session';

/** Adds `databund checkpoint`. */
export function addCheckpoint(program: Command, session: Session): void {
  program
    .command('checkpoint')
    .description(
      "reads the newest signed checkpoint of the gateway's ledger; with --since it proves that nothing before a kept one was rewritten",
    )
    .option('--to <file>', 'keeps the checkpoint in this file, with certificates and proof')
    .option('--since <file>', 'a checkpoint that was kept')
    .option('--newer <file>', 'a newer one that was kept with --since and --to: compares both offline, without the gateway')
    .option('--connection <file>', "connection.json, which pins the organisations' root certificates")
    .option('--roots <folder>', 'pins root certificates: a file `<MSP id>.pem` for each organisation')
    .action(async (options: CheckpointOptions) => {
      const { compareCheckpoint } = await import('./compare-checkpoint.js');
      await compareCheckpoint(session, options);
    });
}
