const { existsSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');
const { runJest, unitTests } = require('./run-jest');
const { runProgram } = require('./run-program');

const root = join(__dirname, '..');

/** The supported versions of Node other than the oldest, which runs everything. */
const otherVersions = [22, 24];

/**
 * Installs the other versions of Node from npm into a cache and resolves to `{ version, program }` of each. The packages are those from
 * which npm's `node` takes its program.
 */
function installVersions() {
  return Promise.all(
    otherVersions.map(async (version) => {
      const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
      const folder = join(root, 'node_modules', '.cache', 'node-versions', String(version));
      const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
      if (!existsSync(program)) await runProgram('npm', ['install', '--loglevel=error', ...flags, `${name}@${version}`]);
      return { version, program };
    }),
  );
}

/** Runs the unit tests and the demo on each version; a version that is not installed counts as one failure. */
async function testVersions(versions) {
  const results = [];
  for (const { version, program } of versions) {
    process.stderr.write(`Unit tests and demo on Node ${version}\n`);
    results.push(...(await testVersion(program)));
  }
  const passed = results.reduce((sum, one) => sum + one.passed, 0);
  return { passed, failures: results.flatMap(({ failures }) => failures), notRun: [] };
}

async function testVersion(program) {
  if (!existsSync(program)) {
    return [{ passed: 0, failures: [`${program} is missing: npm could not install it. Check the connection to the registry.`] }];
  }
  const env = { ...process.env, PATH: `${dirname(program)}${delimiter}${process.env.PATH}` };
  return Promise.all([runJest(unitTests, { program, env }), runDemo(program, env)]);
}

async function runDemo(program, env) {
  const code = await runProgram(program, [join(root, 'network', 'exchange', 'dist', 'demo.js')], env);
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [`npm run demo exited with ${code} on ${program}`] };
}

module.exports = { installVersions, testVersions };
