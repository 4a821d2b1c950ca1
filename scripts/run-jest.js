const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');

const root = join(__dirname, '..');

/**
 * Runs Jest with `args` and returns `{ passed, failed, notRun }`; its output goes to stderr. Temporary files of the tests are deleted
 * when they end.
 */
function runJest(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'databund-test-'));
  const outputFile = join(folder, 'results.json');
  try {
    const temporary = { TMPDIR: folder, TEMP: folder, TMP: folder };
    const command = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${outputFile}`, ...args];
    const { status } = spawnSync(process.execPath, command, {
      cwd: root,
      env: { ...process.env, ...temporary, ...env },
      stdio: ['ignore', 2, 2],
    });
    return countResults(JSON.parse(readFileSync(outputFile, 'utf8')), status);
  } catch (error) {
    process.stderr.write(`Jest wrote no results: ${error.message}\n`);
    return { passed: 0, failed: 1, notRun: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts a suite that failed outside its tests as one failure, and a failure of Jest itself as one more. */
function countResults({ numPassedTests, numFailedTests, testResults }, status) {
  const broken = testResults.filter((suite) => suite.status === 'failed' && !suite.assertionResults.some((one) => one.status === 'failed'));
  const failed = numFailedTests + broken.length;
  return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, notRun: listNotRun(testResults) };
}

/** Returns one line per skipped group of tests; the title of the group is the reason. */
function listNotRun(testResults) {
  const lines = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ ancestorTitles, title }) => `not run: ${relative(root, name)}: ${ancestorTitles[0] ?? title}`),
  );
  return [...new Set(lines)];
}

module.exports = { runJest, countResults };
