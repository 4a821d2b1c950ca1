import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the folder of a @databund package. */
export function findPackage(name: string): string {
  return dirname(require.resolve(`@databund/${name}/package.json`));
}

/** The scripts that run in processes of their own. */
export const scripts = {
  gateway: () => join(findPackage('gateway'), 'dist', 'main.js'),
  databund: () => join(findPackage('cli'), 'dist', 'main.js'),
  devnet: () => join(findPackage('devnet'), 'dist', 'main.js'),
  fabric: () => join(findPackage('fabric-network'), 'dist', 'main.js'),
  chaincode: () => createRequire(join(findPackage('chaincode'), 'package.json')).resolve('fabric-shim/cli.js'),
};
