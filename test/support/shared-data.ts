import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of real data that is not in the repository: DATABUND_SHARED, by default `shared` beside the repository. */
export const sharedFolder =
  process.env['DATABUND_SHARED'] ?? join(dirname(require.resolve('@databund/test/package.json')), '..', '..', 'shared');

/** Returns the path of a folder of the shared data; `undefined` if it is absent. */
export function findShared(folder: string): string | undefined {
  const path = join(sharedFolder, folder);
  return existsSync(path) ? path : undefined;
}

/**
 * Declares a suite on a folder of the shared data, such as `data/dcatus-philly`, and passes its path. Skips the suite with a reason if
 * the folder is absent.
 */
export function describeOnShared(folder: string, title: string, declare: (path: string) => void): void {
  const path = join(sharedFolder, folder);
  if (existsSync(path)) describe(title, () => declare(path));
  else
    describe.skip(`${title}: skipped, because the folder ${folder} is absent from ${sharedFolder}`, () =>
      it('needs the shared data (set DATABUND_SHARED)', () => undefined));
}
