const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');
const { runProgram } = require('./run-program');

const root = join(__dirname, '..');
const jestPath = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

/** Arguments that choose the tests next to the sources, without the suites across packages and the tests of the scripts. */
const unitTests = ['--testPathIgnorePatterns', '/node_modules/', '/dist/', `^${root}/(test|scripts)/`];

/**
 * Runs Jest with `args` and resolves to `{ passed, failed, notRun }`; its output goes to stderr, `program` is its Node.
 * Temporary files of the tests are deleted when they end.
 */
async function runJest(args, { env = {}, program = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'databund-test-'));
  const outputFile = join(folder, 'results.json');
  try {
    const temporary = { TMPDIR: folder, TEMP: folder, TMP: folder };
    const command = [jestPath, '--json', `--outputFile=${outputFile}`, ...args];
    const status = await runProgram(program, command, { ...process.env, ...env, ...temporary });
    if (!existsSync(outputFile) && !hasTests(program, args)) throw new NoTestsError(args);
    return countResults(JSON.parse(readFileSync(outputFile, 'utf8')), status);
  } catch (error) {
    process.stderr.write(error instanceof NoTestsError ? `${error.message}\n` : `Jest wrote no results: ${error.message}\n`);
    return { passed: 0, failed: 1, notRun: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments match no file, which Jest says among advice for its own configuration. */
class NoTestsError extends Error {
  constructor(args) {
    super(`no test file matches ${args.join(' ')}`);
  }
}

/** Returns whether Jest finds a file of tests for its arguments, or cannot say so. */
function hasTests(program, args) {
  const { status, stdout } = spawnSync(program, [jestPath, '--listTests', ...args], { cwd: root, encoding: 'utf8' });
  return status !== 0 || stdout.trim() !== '';
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

module.exports = { runJest, countResults, unitTests };
