const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');

const required = ['peer', 'orderer', 'configtxgen', 'osnadmin'];

/** Returns the programs of real Fabric that are not in `FABRIC_BIN` or, if that is not set, in a folder of `PATH`. */
function findMissingBinaries({ FABRIC_BIN: folder, PATH: path = '' }) {
  const folders = folder ? [folder] : path.split(delimiter).filter((one) => one !== '');
  return required.filter((name) => !folders.some((one) => isExecutable(join(one, name))));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

module.exports = { findMissingBinaries };
