import type { Command } from 'commander';
import type { Session } from './session';
import type { VerifyOptions } from './verify-ledger';

/** Adds `databund verify`. */
export function addVerify(program: Command, session: Session): void {
  program
    .command('verify')
    .description(
      'checks the whole ledger again from its blocks: hash chain, signatures, endorsements, policies, every call by running it again, and the sixteen invariants of the exchange',
    )
    .option('--blocks <folder>', 'saved blocks; default: fetches them from the gateway')
    .option('--save <folder>', 'stores the fetched blocks')
    .option('--connection <file>', "connection.json, which pins the organisations' root certificates")
    .option('--roots <folder>', 'pins root certificates: a file `<MSP id>.pem` for each organisation, orderers included')
    .action(async (options: VerifyOptions) => {
      const { verifyLedger } = await import('./verify-ledger.js');
      await verifyLedger(session, options);
    });
}
