import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { savepointKey } from './state-keys';
import { readSavepoint } from './state-operations';
import type { StateDatabase } from './state-view';
import { LedgerError } from './types';

/** What LevelDB writes while it opens is less than this. */
const spaceToOpenBytes = 8 << 20;

/**
 * Opens the state’s database. LevelDB locks its folder for as long as the process lives: a second process is refused, a dead one’s
 * lock is none. Whose it is stands in a file beside it. @throws LedgerError
 */
export async function openStateDatabase(path: string): Promise<StateDatabase> {
  const database: StateDatabase = new ClassicLevel(path, { keyEncoding: 'buffer', valueEncoding: 'buffer', cacheSize: 64 << 20 });
  try {
    await database.open();
  } catch (error) {
    throw new LedgerError(reasonOf(path, error as LevelError), { cause: error });
  }
  await writeFile(holderFile(path), String(process.pid));
  return database;
}

/** After a write that failed LevelDB takes no other until it is opened anew, which writes too: where there is no space it stays open for readers. */
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

/** Height that the state has reached; 0 where there is none. */
export async function readHeight(database: StateDatabase): Promise<number> {
  return readSavepoint(await database.get(savepointKey));
}

/** What LevelDB itself says lies behind the error of its wrapper. */
type LevelError = Error & { readonly cause?: { readonly code?: string; readonly message?: string } };

function reasonOf(path: string, { cause, message }: LevelError): string {
  if (cause?.code === 'LEVEL_LOCKED') {
    return `the ledger in ${dirname(path)} is in use by ${readHolder(path)}: end that process, or name another data folder`;
  }
  const remedy = `remove that folder, and the next start makes it anew of the blocks; private data, which no block holds, are lost with it`;
  return `the state database in ${path} cannot be opened: ${cause?.message ?? message}${cause?.code === 'LEVEL_CORRUPTION' ? `; ${remedy}` : ''}`;
}

function holderFile(path: string): string {
  return join(dirname(path), 'pid');
}

function readHolder(path: string): string {
  try {
    return `process ${readFileSync(holderFile(path), 'utf8')}`;
  } catch {
    return 'another process';
  }
}
