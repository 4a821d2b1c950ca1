import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Real data that is not in the repository: `DATABUND_SHARED`, by default the folder `shared` beside the project's. */
const shared = process.env['DATABUND_SHARED'] ?? join(dirname(require.resolve('@databund/test/package.json')), '..', '..', 'shared');

/**
 * Declares a suite on a folder of the shared data, such as `data/dcatus-philly`, and gives it the folder's path. Where the folder is
 * absent the suite is left out, and the run's last lines say which one it needs.
 */
export function describeOnShared(folder: string, title: string, declare: (path: string) => void): void {
  const path = join(shared, folder);
  if (existsSync(path)) describe(title, () => declare(path));
  else describe.skip(`${title}: needs the folder ${folder}, absent from ${shared}`, () => it('has nothing to run on', () => undefined));
}
