import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Returns the profiles of the exchange in a folder or above it, as `npm start` writes them; `undefined` without one. */
export function findExchangeProfiles(folder: string): string | undefined {
  const path = join(resolve(folder), '.databund', 'profiles.json');
  const stats = statSync(path, { throwIfNoEntry: false });
  // A file of somebody else could name another gateway, as in a folder that all may write.
  if (stats?.isFile() && stats.uid === (process.getuid?.() ?? stats.uid)) return path;
  const parent = dirname(resolve(folder));
  return parent === resolve(folder) ? undefined : findExchangeProfiles(parent);
}
