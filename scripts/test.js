/**
 * Runs everything before a merge: install, build, tidy, and all tests on the devnet; `--node-versions` adds the unit tests and the demo on
 * the other versions of Node. Ends with `N passed, N failed`.
 */
const { installVersions, testVersions } = require('./node-versions');
const { reportAndExit } = require('./report');
const { runJest } = require('./run-jest');
const { runScript } = require('./run-program');

async function main() {
  const args = process.argv.slice(2).filter((arg) => arg !== '--node-versions');
  const isAllVersions = process.argv.includes('--node-versions');
  if ((await runScript('ensure-installed.js')) !== 0) return reportAndExit({ passed: 0, failures: ['install and build'] });
  const [tidyCode, versions] = await Promise.all([runScript('tidy.js'), isAllVersions ? installVersions() : []]);
  const tidy = tidyCode === 0 ? { passed: 1, failures: [], notRun: [] } : { passed: 0, failures: ['npm run tidy'], notRun: [] };
  const runs = [tidy, await runJest(args), await testVersions(versions)];
  return reportAndExit({
    passed: runs.reduce((sum, { passed }) => sum + passed, 0),
    failures: runs.flatMap(({ failures }) => failures),
    notRun: runs.flatMap(({ notRun }) => notRun),
  });
}

void main();
