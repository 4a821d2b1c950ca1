/** Bundles the contracts and the model into dist/chaincode.js, the one file that is deployed; Fabric's packages stay imports. */
const { join } = require('node:path');
const { bundlePackage } = require('../../../scripts/bundle/bundle-package');

void bundlePackage({
  root: join(__dirname, '..'),
  entry: 'src/contracts/index.ts',
  outfile: 'dist/chaincode.js',
  external: ['fabric-shim', 'fabric-contract-api'],
});
