import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readBlockFolder, readPinnedRoots, verifyExchange, writeBlock } from '../audit';
import type { CatalogueSession } from './catalogue-command';
import { UsageError } from './usage-error';

interface Options {
  readonly blocks?: string;
  readonly save?: string;
  readonly connection?: string;
  readonly roots?: string;
}

/** Adds `databund verify`: everything that the blocks say, checked again with nobody’s word. */
export function addVerify(program: Command, session: CatalogueSession): void {
  program
    .command('verify')
    .description(
      'checks the whole ledger again from its blocks: hash chain, signatures, endorsements, policies, and the sixteen invariants of the exchange',
    )
    .option('--blocks <folder>', 'blocks that were saved before; else they are fetched from the gateway')
    .option('--save <folder>', 'keeps the blocks that are fetched')
    .option('--connection <file>', 'connection.json: pins the organisations’ root certificates')
    .option('--roots <folder>', 'pins root certificates: a file `<MSP id>.pem` an organisation, orderers included')
    .action(async ({ blocks: folder, save, connection, roots }: Options) => {
      if (connection !== undefined && roots !== undefined) throw new UsageError('--connection or --roots, not both');
      const pinnedRoots = connection === undefined ? roots && readRootFolder(roots) : readPinnedRoots(existing(connection));
      if (!pinnedRoots) session.note('No root certificates are pinned (--connection, --roots): those of block 0 are taken at their word.');
      const blocks = folder === undefined ? fetched(session, save) : readBlockFolder(existing(folder));
      const report = await verifyExchange(blocks, pinnedRoots ? { pinnedRoots } : {});
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

/** Root certificates by MSP id: of each file all certificates that it holds. */
function readRootFolder(folder: string): Readonly<Record<string, readonly string[]>> {
  if (!statSync(existing(folder)).isDirectory()) throw new UsageError(`${folder} is not a folder`);
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  if (names.length === 0) throw new UsageError(`${folder} has no .pem files`);
  return Object.fromEntries(names.map((name) => [name.slice(0, -'.pem'.length), certificatesIn(readFileSync(join(folder, name), 'utf8'))]));
}

function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

function existing(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}`);
  return path;
}
