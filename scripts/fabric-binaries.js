const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');

const needed = ['peer', 'orderer', 'configtxgen', 'osnadmin'];

/** The programs of real Fabric that neither `FABRIC_BIN` nor, where that is not set, any folder of `PATH` has. */
function findMissingBinaries({ FABRIC_BIN: folder, PATH: path = '' }) {
  const folders = folder ? [folder] : path.split(delimiter).filter((one) => one !== '');
  return needed.filter((name) => !folders.some((one) => isExecutable(join(one, name))));
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
