/** Runs the scenarios for all networks on real Fabric. Without its programs it prints one line and exits with 3. */
const { findMissingBinaries } = require('./fabric-binaries');
const { reportAndExit } = require('./report');
const { runJest } = require('./run-jest');
const { runScript } = require('./run-program');

const exitWithoutFabric = 3;
const suites =
  'test/(scenarios/(fabric-semantics/|found-exchange|ledger-|story|audit|concurrency|patched-chaincode|forged-approvals|organisation-gateways|http-(gateway|lists))|invariants/|anchors/|attack/)';

async function main() {
  const missing = findMissingBinaries(process.env);
  if (missing.length > 0) {
    console.log(`Not run: ${missing.join(', ')} of Fabric not found. Set FABRIC_BIN to the folder of the binaries, or add it to PATH.`);
    process.exitCode = exitWithoutFabric;
    return;
  }
  if ((await runScript('ensure-installed.js')) !== 0) return reportAndExit({ passed: 0, failures: ['install and build'] });
  const args = ['--testPathPatterns', suites, ...process.argv.slice(2)];
  return reportAndExit(await runJest(args, { env: { DATABUND_TEST_NETWORK: 'fabric' } }));
}

void main();
