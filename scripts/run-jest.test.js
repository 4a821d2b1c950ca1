const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { countResults } = require('./run-jest');

const createSuite = (status, ...statuses) => ({
  name: 'x.test.ts',
  status,
  assertionResults: statuses.map((one) => ({ status: one, ancestorTitles: ['a group'], title: 'a rule' })),
});
const count = (status, numPassedTests, ...testResults) => {
  const numFailedTests = testResults.flatMap((one) => one.assertionResults).filter((one) => one.status === 'failed').length;
  return countResults({ numPassedTests, numFailedTests, testResults }, status);
};

describe('countResults', () => {
  it('counts passed and failed tests', () => {
    expect(count(1, 3, createSuite('failed', 'passed', 'failed'))).toMatchObject({ passed: 3, failed: 1 });
  });

  it('counts a suite that fails outside its tests as one failure', () => {
    expect(count(1, 1, createSuite('failed'), createSuite('failed', 'passed'))).toMatchObject({ passed: 1, failed: 2 });
  });

  it('counts a failure of Jest itself', () => {
    expect(count(1, 5, createSuite('passed', 'passed'))).toMatchObject({ passed: 5, failed: 1 });
  });

  it('lists each skipped group of tests once', () => {
    expect(count(0, 0, createSuite('passed', 'pending', 'pending')).notRun).toEqual([expect.stringMatching(/^not run: .*: a group$/)]);
  });
});

describe('runJest', () => {
  it('says that no test file matches its arguments', () => {
    const script = `require('./run-jest').runJest(['nonexist.test.ts']).then((result) => console.log(JSON.stringify(result)))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ passed: 0, failed: 1, notRun: [] });
    expect(stderr).toMatch(/\nno test file matches nonexist\.test\.ts\n$/);
  });

  const temporary = mkdtempSync(join(tmpdir(), 'databund-run-'));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  it('leaves no temporary files behind', () => {
    const script = `require('./run-jest').runJest(['gateway/src/identity/secret-file.test.ts']).then((result) => console.log(JSON.stringify(result)))`;
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: __dirname, env, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ passed: expect.any(Number), failed: 0, notRun: [] });
    expect(JSON.parse(stdout).passed).toBeGreaterThan(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
