/** Runs everything before a merge: install, build, tidy and all tests on the devnet. Ends with `N passed, N failed`. */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { reportAndExit } = require('./report');
const { runJest } = require('./run-jest');

function main() {
  if (!runScript('ensure-installed.js')) return reportAndExit({ passed: 0, failed: 1 });
  const isTidy = runScript('tidy.js');
  const { passed, failed, notRun } = runJest(process.argv.slice(2));
  return reportAndExit({ passed: passed + (isTidy ? 1 : 0), failed: failed + (isTidy ? 0 : 1), notRun });
}

function runScript(script) {
  return spawnSync(process.execPath, [join(__dirname, script)], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

main();
