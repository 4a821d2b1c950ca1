const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');

const root = join(__dirname, '..');

/** The supported versions of Node other than the one that runs everything else. */
const otherVersions = [22, 24];

/** Returns the path of a Node of a major version, installed from npm into a cache if it is not there; undefined if npm fails. */
function findNode(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '.cache', 'node-versions', String(version));
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
    spawnSync('npm', ['install', ...flags, `${name}@${version}`], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  }
  return existsSync(program) ? program : undefined;
}

/** Returns an environment in which `node` and everything it starts are the given program. */
function withNode(program, env = process.env) {
  return { ...env, PATH: `${dirname(program)}${delimiter}${env.PATH}` };
}

/** Runs a program with its output on stderr; resolves to whether it exited with 0. */
function succeeds(program, args, env) {
  return new Promise((resolve) => {
    spawn(program, args, { cwd: root, env, stdio: ['ignore', 2, 2] }).on('close', (code) => resolve(code === 0));
  });
}

module.exports = { otherVersions, findNode, withNode, succeeds };
