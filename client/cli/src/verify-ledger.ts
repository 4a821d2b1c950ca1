import { Type } from '@sinclair/typebox';
import { listErrors } from '@databund/model';
import { readPinnedRoots, verifyExchange } from '@databund/audit';
import { readBlockFolder, readRootFolder, VerifierError, writeBlock, type PinnedRoots } from '@databund/ledger-verifier';
import { requireFolder, makeFolder, parseJson, readText } from './local-paths';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** The options of `databund verify`. */
export interface VerifyOptions {
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

/** Verifies the ledger from its blocks and prints the report. Fails if anything is wrong. @throws UsageError, DatabundError */
export async function verifyLedger(session: Session, { blocks: folder, save, connection, roots }: VerifyOptions): Promise<void> {
  requireOne({ connection, roots });
  requireOne({ blocks: folder, save });
  const pinnedRoots = connection === undefined ? roots && readRoots(roots) : readConnection(connection);
  if (!pinnedRoots) session.note('No root certificates are pinned (--connection, --roots): those of block 0 are trusted without a check.');
  const blocks = folder === undefined ? fetchBlocks(session, save) : readSaved(folder);
  const report = await verifyExchange(blocks, pinnedRoots ? { pinnedRoots } : {});
  await session.print(report);
  if (report.oneOverseer)
    session.note(
      'One organisation is both operator and authority: no other organisation oversees the operator, as the founding document says.',
    );
  if (!report.verified) session.fail();
}

async function* fetchBlocks(session: Session, folder: string | undefined): AsyncGenerator<Uint8Array> {
  if (folder !== undefined) makeFolder(folder);
  let number = 0;
  for await (const block of (await session.connect()).blocks()) {
    if (folder !== undefined) writeBlock(folder, number, block);
    number += 1;
    yield block;
  }
}

/** Reads a folder of root certificates, a file `<MSP id>.pem` for each organisation. @throws UsageError FOLDER_INVALID */
function readRoots(folder: string): PinnedRoots {
  try {
    return readRootFolder(requireFolder(folder));
  } catch (error) {
    throw error instanceof VerifierError ? new UsageError('FOLDER_INVALID', error.message) : error;
  }
}

/** Reads the root certificates that a connection profile names. @throws UsageError JSON_INVALID, FILE_MISSING */
function readConnection(path: string): PinnedRoots {
  const [error] = listErrors(Connection, parseJson(readText(path), `${path} is not a connection.json: it is not JSON`));
  if (error) throw new UsageError('JSON_INVALID', `${path} is not a connection.json: ${error.path} ${error.reason}`);
  try {
    return readPinnedRoots(path);
  } catch {
    throw new UsageError('FILE_MISSING', `${path} names certificates that cannot be read`);
  }
}

function readSaved(folder: string): Iterable<Uint8Array> {
  const isEmpty = readBlockFolder(requireFolder(folder)).next().done === true;
  if (isEmpty) throw new UsageError('FOLDER_INVALID', `${folder} holds no blocks: it has no file such as 0000000000.block`);
  return readBlockFolder(folder);
}

function requireOne(options: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new UsageError('OPTIONS_CONFLICT', `--${given.join(' and --')}: give one of them`);
}
