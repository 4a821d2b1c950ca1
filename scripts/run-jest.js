const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');
const { stripVTControlCharacters } = require('node:util');
const { runProgram } = require('./run-program');

const root = join(__dirname, '..');
const jestPath = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

/** Arguments that choose the tests next to the sources, without the suites across packages and the tests of the scripts. */
const unitTests = ['--testPathIgnorePatterns', '/node_modules/', '/dist/', `^${root}/(test|scripts)/`];

/**
 * Runs Jest with `args` and resolves to `{ passed, failures, notRun }`, the last two with a line each; `program` is its Node.
 * Its output goes to stderr, and temporary files of the tests are deleted when they end.
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
    const reason = error instanceof NoTestsError ? error.message : `Jest wrote no results: ${error.message}`;
    return { passed: 0, failures: [reason], notRun: [] };
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
function countResults({ numPassedTests, testResults }, status) {
  const failures = testResults.flatMap(listFailures);
  if (failures.length === 0 && status !== 0) failures.push(`Jest exited with ${status}`);
  return { passed: numPassedTests, failures, notRun: listNotRun(testResults) };
}

/** Returns one line per failed test of a suite, with the first line of its message. */
function listFailures({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((one) => one.status === 'failed');
  const path = relative(root, name);
  if (failed.length === 0) return status === 'failed' ? [`${path}: ${readFirstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${path}: ${fullName}: ${readFirstLine(failureMessages?.[0])}`);
}

/** Returns the first line of a message that says something, without colours. */
function readFirstLine(message) {
  const lines = stripVTControlCharacters(message ?? '').split('\n');
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('●')) ?? 'no message';
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
