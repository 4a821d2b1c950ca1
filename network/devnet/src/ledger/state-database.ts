import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { DevnetError, readMember, readMessage } from '../errors';
import { savepointKey } from './state-keys';
import { readSavepoint } from './state-operations';
import type { StateDatabase } from './state-view';

/** More than LevelDB writes when it opens. */
const spaceToOpenBytes = 8 << 20;

/**
 * Opens the state database, which LevelDB locks for the lifetime of this process. Writes the process id to a file next to it.
 * @throws LEDGER_IN_USE, or STATE_CORRUPT
 */
export async function openStateDatabase(path: string): Promise<StateDatabase> {
  const database: StateDatabase = new ClassicLevel(path, { keyEncoding: 'buffer', valueEncoding: 'buffer', cacheSize: 64 << 20 });
  try {
    await database.open();
  } catch (error) {
    throw makeOpenError(path, error);
  }
  await writeFile(locateHolderFile(path), String(process.pid));
  return database;
}

/** Reopens the database after a failed write, because LevelDB rejects every later one. Leaves it open for readers if the disk is full. */
export async function reopenStateDatabase(database: StateDatabase): Promise<void> {
  const probe = join(dirname(database.location), 'space');
  try {
    await writeFile(probe, Buffer.alloc(spaceToOpenBytes));
  } finally {
    await rm(probe, { force: true });
  }
  await database.close();
  await database.open();
}

/** Reads the height that the state has reached; 0 without one. */
export async function readHeight(database: StateDatabase): Promise<number> {
  return readSavepoint(await database.get(savepointKey));
}

function makeOpenError(path: string, error: unknown): DevnetError {
  const cause = readMember(error, 'cause') ?? error; // LevelDB's own error is the cause of its wrapper's.
  const code = readMember(cause, 'code');
  if (code === 'LEVEL_LOCKED') {
    const problem = `The ledger in ${dirname(path)} is in use by ${readHolder(path)}.`;
    return new DevnetError('LEDGER_IN_USE', `${problem} End that process, or use another data folder.`, { cause: error });
  }
  const rebuild = 'Remove that folder, and the next start rebuilds it from the blocks; private data is lost, because no block contains it.';
  const problem = `The state database in ${path} cannot be opened: ${readMessage(cause)}.`;
  return new DevnetError('STATE_CORRUPT', code === 'LEVEL_CORRUPTION' ? `${problem} ${rebuild}` : problem, { cause: error });
}

function locateHolderFile(path: string): string {
  return join(dirname(path), 'pid');
}

function readHolder(path: string): string {
  try {
    return `process ${readFileSync(locateHolderFile(path), 'utf8')}`;
  } catch {
    return 'another process';
  }
}
