import { rm } from 'node:fs/promises';

/** Removes the files of a store. */
export async function removeStore(path: string): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${path}${end}`, { force: true })));
}
