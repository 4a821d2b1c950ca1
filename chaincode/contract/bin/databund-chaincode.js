#!/usr/bin/env node
// Starts the server of fabric-shim with these contracts. All other flags are those of `fabric-chaincode-node server`.
const { join } = require('node:path');

process.argv.splice(2, 0, 'server', '--module-path', join(__dirname, '..'));
require('fabric-shim/cli.js');
