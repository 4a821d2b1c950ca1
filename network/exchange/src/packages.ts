import { dirname, join } from 'node:path';

/** Returns the folder of a @databund package. */
export function findPackage(name: string): string {
  return dirname(require.resolve(`@databund/${name}/package.json`));
}

/** The scripts that run in processes of their own. */
export const scripts = {
  gateway: locateMain(require.resolve('@databund/gateway/package.json')),
  databund: join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js'),
  devnet: locateMain(require.resolve('@databund/devnet/package.json')),
  fabric: locateMain(require.resolve('@databund/fabric-network/package.json')),
  chaincode: join(dirname(require.resolve('@databund/chaincode/package.json')), 'bin', 'databund-chaincode.js'),
};

function locateMain(manifest: string): string {
  return join(dirname(manifest), 'dist', 'main.js');
}
