import { ClassicLevel } from 'classic-level';
import type { StateDatabase } from './state-view';
import { LedgerError } from './types';

/** Opens the state’s database. LevelDB locks its folder for as long as the process lives: a second process is refused, a dead one’s lock is none. @throws LedgerError */
export async function openStateDatabase(path: string): Promise<StateDatabase> {
  const database: StateDatabase = new ClassicLevel(path, { keyEncoding: 'buffer', valueEncoding: 'buffer', cacheSize: 64 << 20 });
  try {
    await database.open();
    return database;
  } catch (cause) {
    const isLocked = cause instanceof Error && (cause.cause as { code?: unknown } | undefined)?.code === 'LEVEL_LOCKED';
    throw new LedgerError(isLocked ? 'the ledger is in use by another process' : 'the state database cannot be opened', { cause });
  }
}
