import type { Command } from 'commander';
import { readBlockFolder, readPinnedRoots, verifyLedger, writeBlock } from '../audit';
import type { CatalogueSession } from './catalogue-command';

interface Options {
  readonly blocks?: string;
  readonly save?: string;
  readonly connection?: string;
}

/** Adds `databund verify`: everything that the blocks say, checked again with nobody’s word. */
export function addVerify(program: Command, session: CatalogueSession): void {
  program
    .command('verify')
    .description('checks the whole ledger again from its blocks: hash chain, signatures, endorsements, policies, stances, revisions')
    .option('--blocks <folder>', 'blocks that were saved before; else they are fetched from the gateway')
    .option('--save <folder>', 'keeps the blocks that are fetched')
    .option('--connection <file>', 'connection.json: pins the organisations’ root certificates')
    .action(async (options: Options) => {
      const blocks = options.blocks === undefined ? fetched(session, options.save) : readBlockFolder(options.blocks);
      const report = await verifyLedger(blocks, {
        ...(options.connection !== undefined && { pinnedRoots: readPinnedRoots(options.connection) }),
      });
      session.print(report);
      if (!report.verified) session.fail();
    });
}

async function* fetched(session: CatalogueSession, folder: string | undefined): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const block of session.databund().blocks()) {
    if (folder !== undefined) writeBlock(folder, number, block);
    number += 1;
    yield block;
  }
}
