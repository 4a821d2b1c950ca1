// Named by `main`, from which fabric-shim loads the contracts, for the founding document that this organisation agreed to.
const { statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** Returns when a file was written, or undefined if it does not exist. */
function readMtimeMs(...path) {
  return statSync(join(root, ...path), { throwIfNoEntry: false })?.mtimeMs;
}

/** Chooses the bundle, or the modules if one of them was built later, as while the chaincode is developed. */
function chooseContracts() {
  const builds = ['.', '../model'].map((folder) => readMtimeMs(folder, 'dist', '.tsbuildinfo') ?? 0);
  return Math.max(...builds) <= (readMtimeMs('dist', 'chaincode.js') ?? -1) ? '../dist/chaincode.js' : '../dist/contracts/index.js';
}

const { useFastShim } = require('../dist/shim/use-fast-shim.js');

useFastShim();
const { makeContracts, readAgreedFounding } = require(chooseContracts());

module.exports = { contracts: makeContracts(readAgreedFounding(process.env)) };
