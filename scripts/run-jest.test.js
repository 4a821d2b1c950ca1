const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { countResults } = require('./run-jest');

const createSuite = (status, ...statuses) => ({
  name: join(__dirname, 'x.test.ts'),
  status,
  message: '  ● a group › a rule\n\n    \u001b[31mCannot find it\u001b[39m\n',
  assertionResults: statuses.map((one) => ({
    status: one,
    ancestorTitles: ['a group'],
    title: 'a rule',
    fullName: 'a group a rule',
    failureMessages: one === 'failed' ? ['Error: it broke\n    at a line'] : [],
  })),
});
const count = (status, numPassedTests, ...testResults) => countResults({ numPassedTests, testResults }, status);

describe('countResults', () => {
  it('counts passed tests and names failed ones', () => {
    const failures = ['scripts/x.test.ts: a group a rule: Error: it broke'];
    expect(count(1, 3, createSuite('failed', 'passed', 'failed'))).toMatchObject({ passed: 3, failures });
  });

  it('counts a suite that fails outside its tests as one failure', () => {
    const failure = 'scripts/x.test.ts: Cannot find it';
    expect(count(1, 1, createSuite('failed'), createSuite('failed', 'passed'))).toMatchObject({ passed: 1, failures: [failure, failure] });
  });

  it('counts a failure of Jest itself', () => {
    expect(count(1, 5, createSuite('passed', 'passed'))).toMatchObject({ passed: 5, failures: ['Jest exited with 1'] });
  });

  it('lists each skipped group of tests once', () => {
    expect(count(0, 0, createSuite('passed', 'pending', 'pending')).notRun).toEqual([expect.stringMatching(/^not run: .*: a group$/)]);
  });
});

describe('runJest', () => {
  it('says that no test file matches its arguments', () => {
    const script = `require('./run-jest').runJest(['nonexist.test.ts']).then((result) => console.log(JSON.stringify(result)))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ passed: 0, failures: ['no test file matches nonexist.test.ts'], notRun: [] });
  });

  const temporary = mkdtempSync(join(tmpdir(), 'databund-run-'));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  it('leaves no temporary files behind', () => {
    const script = `require('./run-jest').runJest(['gateway/src/identity/secret-file.test.ts']).then((result) => console.log(JSON.stringify(result)))`;
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: __dirname, env, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ passed: expect.any(Number), failures: [], notRun: [] });
    expect(JSON.parse(stdout).passed).toBeGreaterThan(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
