import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { readMessage, SetupError } from './setup-error';

/** A killed process leaves its lock behind; others take it over after this time. */
const staleMs = 5_000;
const retries = { retries: 150, factor: 1, minTimeout: 50, maxTimeout: 100, randomize: true };

/**
 * Runs a step while no other process changes the same data folder. Keep the step short: others wait for it.
 * @throws SetupError LOCK_HELD if another process holds the lock for longer than about ten seconds
 */
export async function withFolderLock<T>(folder: string, step: () => T): Promise<T> {
  const lockfilePath = join(folder, 'cast.lock');
  const release = await lock(folder, { lockfilePath, stale: staleMs, retries }).catch((error: unknown) => {
    const reason = `${folder} is being changed by another process (${readMessage(error)}).`;
    throw new SetupError('LOCK_HELD', `${reason} Wait until it has finished, then run the same command again.`);
  });
  try {
    return step();
  } finally {
    await release();
  }
}
