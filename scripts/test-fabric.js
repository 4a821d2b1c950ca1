/** Runs the scenarios for all networks on real Fabric. Without its programs it prints one line and exits with 3. */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { findMissingBinaries } = require('./fabric-binaries');
const { reportAndExit } = require('./report');
const { runJest } = require('./run-jest');

const exitWithoutFabric = 3;
const suites =
  'test/(scenarios/(fabric-semantics/|ledger-|story|audit|concurrency|patched-chaincode|colluding-peers|organisation-gateways|http-(gateway|lists))|invariants/)';

function main() {
  const missing = findMissingBinaries(process.env);
  if (missing.length > 0) {
    console.log(`Not run: ${missing.join(', ')} of Fabric not found. Set FABRIC_BIN to the folder of the binaries, or add it to PATH.`);
    process.exitCode = exitWithoutFabric;
    return;
  }
  const { status } = spawnSync(process.execPath, [join(__dirname, 'ensure-installed.js')], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) return reportAndExit({ passed: 0, failed: 1 });
  return reportAndExit(runJest(['--testPathPatterns', suites, ...process.argv.slice(2)], { DATABUND_TEST_NETWORK: 'fabric' }));
}

main();
