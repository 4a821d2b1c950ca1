import type { Command } from 'commander';
import type { Session } from './session';
import { UsageError } from './usage-error';
import type { VerifyOptions } from './verify-options';

/** Adds `databund verify`. */
export function addVerify(program: Command, session: Session): void {
  program
    .command('verify')
    .argument('[pack]', 'a file of `databund prove`: verifies it instead of a ledger, offline')
    .description(
      'checks the whole ledger again from its blocks: hash chain, signatures, endorsements, policies, every call by running it again, and the sixteen invariants of the exchange',
    )
    .option('--blocks <folder>', 'saved blocks; default: fetches them from the gateway')
    .option('--save <folder>', 'stores the fetched blocks')
    .option('--connection <file>', "connection.json, which pins the organisations' root certificates")
    .option('--roots <folder>', 'pins root certificates: a file `<MSP id>.pem` for each organisation, orderers included')
    .option('--policies <file>', 'pins policies, orderers, chaincode definitions and founding document, in the form of --print-network')
    .option('--print-network', 'prints what the blocks say about the network, so that it can be pinned, instead of the report')
    .option('--checkpoint <height:hash>', "a height at which the ledger was seen, and its last block's hash")
    .option('--expect-height <n>', 'the least number of blocks')
    .option('--cosigners <n>', 'of a pack: the least number of cosigners outside the parties; by default 2, or all if there are fewer')
    .option('--secrets <file>', 'texts that no block may contain, one a line')
    .option('--resume <file>', 'remembers verified blocks in a file, and does not verify their signatures again')
    .option(
      '--history <types>',
      'adds every change of records of these types, such as `attestation,grade,preset,exchange`; `all` for all of them',
    )
    .action(async (pack: string | undefined, options: VerifyOptions) => {
      if (pack !== undefined) {
        const { verifyPackFile } = await import('./verify-pack-file.js');
        await verifyPackFile(session, pack, options);
        return;
      }
      if (options.cosigners !== undefined) throw new UsageError('OPTIONS_CONFLICT', '--cosigners goes with a pack only');
      const { verifyLedger } = await import('./verify-ledger.js');
      await verifyLedger(session, options);
    });
}
