#!/usr/bin/env node
// Starts the server of fabric-shim with these contracts. All flags but --founding are those of `fabric-chaincode-node server`.
const { join } = require('node:path');
// Not the contracts: loaded before its command line, fabric-shim does not read the flags.
const { foundingVariable, readAgreedFounding } = require('../dist/contracts/agreed-hash.js');

const args = process.argv.slice(2);
takeFounding();
if (!args.includes('--help')) requireFounding();
process.argv.splice(2, Infinity, 'server', '--module-path', join(__dirname, '..'), ...args);
require('fabric-shim/cli.js');

/** Moves --founding into the environment, because fabric-shim rejects flags that it does not know. */
function takeFounding() {
  const index = args.findIndex((arg) => arg === '--founding' || arg.startsWith('--founding='));
  if (index < 0) return;
  const [flag] = args.splice(index, 1);
  process.env[foundingVariable] = flag.includes('=') ? flag.slice(flag.indexOf('=') + 1) : args.splice(index, 1)[0];
}

/** Ends with one line if the organisation has agreed to no founding document. */
function requireFounding() {
  try {
    readAgreedFounding(process.env);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
