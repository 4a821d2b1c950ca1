/**
 * Prepares a clone with Node and npm only: installs if node_modules is older than the lockfile, and builds what has changed. `--no-build`
 * only installs.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { isOutdated } = require('./is-outdated');

const root = join(__dirname, '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const transpile = join(__dirname, 'transpile.js');
const installed = join(root, 'node_modules', '.package-lock.json');
const { devDependencies, workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [major, minor] = process.versions.node.split('.').map(Number);

function hasDevDependencies() {
  return Object.keys(devDependencies).every((name) => existsSync(join(root, 'node_modules', name)));
}

function runStep(title, command, args) {
  const startedMs = performance.now();
  process.stderr.write(`${title} ...\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write(`${title} failed: ${command} ${args.join(' ')} exited with ${status}\n`);
    process.exit(status ?? 1);
  }
  process.stderr.write(`${title} took ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

/** Bundles a package unless its bundle is newer than every build, the installed packages and the scripts that make it. */
function ensureBundle(title, folder, file) {
  const script = join(folder, 'scripts', 'bundle.js');
  const builds = workspaces.flatMap((name) => [join(root, name, 'package.json'), join(root, name, 'dist', '.tsbuildinfo')]);
  const inputs = [...builds, installed, script, join(__dirname, 'bundle', 'bundle-package.js')];
  if (inputs.some((input) => isOutdated(input, join(folder, 'dist', file)))) runStep(title, process.execPath, [script]);
}

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Node ${process.version} is too old: Databund requires Node 20.19 or newer and recommends Node 24.\n`);
  process.exit(1);
}
if (isOutdated(join(root, 'package-lock.json'), installed)) runStep('Installing dependencies', 'npm', ['ci', '--no-audit', '--no-fund']);
if (!process.argv.includes('--no-build')) {
  const isComplete = hasDevDependencies();
  runStep('Building', process.execPath, isComplete ? [tsc, '--build'] : [transpile]);
  if (isComplete) ensureBundle('Bundling databund', join(root, 'client', 'cli'), 'databund.js');
  if (isComplete) ensureBundle('Bundling the chaincode', join(root, 'chaincode', 'contract'), 'chaincode.js');
}
