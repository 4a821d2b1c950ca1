import { Type } from '@sinclair/typebox';
import type { Command } from 'commander';
import { errorsIn } from '@databund/model';
import { readPinnedRoots, verifyExchange } from '@databund/audit';
import { readBlockFolder, readRootFolder, VerifierError, writeBlock, type PinnedRoots } from '@databund/ledger-verifier';
import type { CatalogueSession } from './catalogue-command';
import { existingFolder, makeFolder, parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

interface Options {
  readonly blocks?: string;
  readonly save?: string;
  readonly connection?: string;
  readonly roots?: string;
}

const Rooted = Type.Object({ rootCerts: Type.Array(Type.String()) });
const Connection = Type.Object({
  organisations: Type.Record(Type.String(), Rooted),
  orderer: Type.Composite([Rooted, Type.Object({ mspId: Type.String() })]),
});

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
      requireOne({ connection, roots });
      requireOne({ blocks: folder, save });
      const pinnedRoots = connection === undefined ? roots && readRoots(roots) : readConnection(connection);
      if (!pinnedRoots) session.note('No root certificates are pinned (--connection, --roots): those of block 0 are taken at their word.');
      const blocks = folder === undefined ? fetched(session, save) : savedIn(folder);
      const report = await verifyExchange(blocks, pinnedRoots ? { pinnedRoots } : {});
      session.print(report);
      if (!report.verified) session.fail();
    });
}

async function* fetched(session: CatalogueSession, folder: string | undefined): AsyncGenerator<Uint8Array> {
  if (folder !== undefined) makeFolder(folder);
  let number = 0;
  for await (const block of session.databund().blocks()) {
    if (folder !== undefined) writeBlock(folder, number, block);
    number += 1;
    yield block;
  }
}

/** Reads a folder of root certificates, a file `<MSP id>.pem` per organisation. @throws UsageError if there is none */
function readRoots(folder: string): PinnedRoots {
  try {
    return readRootFolder(existingFolder(folder));
  } catch (error) {
    throw error instanceof VerifierError ? new UsageError(error.message) : error;
  }
}

/** The roots that a connection profile names. @throws UsageError where the file is none, or a certificate is not there */
function readConnection(path: string): PinnedRoots {
  const [error] = errorsIn(Connection, parseJson(readText(path), `${path} is not a connection.json: it is not JSON`));
  if (error) throw new UsageError(`${path} is not a connection.json: ${error.path} ${error.reason}`);
  try {
    return readPinnedRoots(path);
  } catch {
    throw new UsageError(`${path} names certificates that cannot be read`);
  }
}

function savedIn(folder: string): Iterable<Uint8Array> {
  const isEmpty = readBlockFolder(existingFolder(folder)).next().done === true;
  if (isEmpty) throw new UsageError(`${folder} holds no blocks: no file such as 0000000000.block`);
  return readBlockFolder(folder);
}

function requireOne(options: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new UsageError(`--${given.join(' or --')}, not both`);
}
