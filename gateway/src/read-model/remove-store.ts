import { rm } from 'node:fs/promises';

/** Removes the files of a store. */
export async function removeStore(path: string): Promise<void> {
  await rm(path, { force: true });
  await removeBeside(path);
}

/** Removes what a closed store leaves beside its file. */
export async function removeBeside(path: string): Promise<void> {
  await Promise.all(['-wal', '-shm'].map((end) => rm(`${path}${end}`, { force: true })));
}
