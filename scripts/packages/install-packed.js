const { execFile } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { removeStale } = require('./remove-stale');

const run = promisify(execFile);
const root = join(__dirname, '..', '..');
const readManifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/**
 * Packs every workspace but the tests into `target`, without output of removed sources. Returns, by name of package, its `folder`, its
 * `manifest`, the path of its `tarball` and the paths of the packed `files`.
 */
async function packAll(target) {
  const folders = readManifest('.').workspaces.filter((folder) => folder !== 'test');
  for (const folder of folders) removeStale(join(root, folder));
  const workspaces = folders.flatMap((folder) => ['--workspace', folder]);
  const packed = JSON.parse(await runNpm(root, ['pack', '--json', '--ignore-scripts', '--pack-destination', target, ...workspaces]));
  const entries = Array.isArray(packed) ? packed : Object.values(packed);
  return new Map(
    folders.map((folder) => {
      const manifest = readManifest(folder);
      const { filename, files } = entries.find(({ name }) => name === manifest.name);
      return [manifest.name, { folder, manifest, tarball: join(target, filename), files: files.map(({ path }) => path) }];
    }),
  );
}

/** Installs a package in an empty folder, with the tarballs of its own dependencies of this repository only. */
async function installAlone(packages, name, folder) {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(listOwn(packages, name).map((own) => [own, `file:${packages.get(own).tarball}`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await runNpm(folder, ['install', '--prefer-offline', '--omit=dev', '--no-audit', '--no-fund', '--ignore-scripts']);
}

/** Lists a package and the packages of this repository that it depends on, directly or not. */
function listOwn(packages, name, found = new Set()) {
  if (!packages.has(name) || found.has(name)) return [];
  found.add(name);
  for (const dependency of Object.keys(packages.get(name).manifest.dependencies ?? {})) listOwn(packages, dependency, found);
  return [...found];
}

/** Lists the names of all installed packages, the project itself excluded. */
function listInstalled(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  return Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
}

async function runNpm(cwd, args) {
  const { stdout } = await run('npm', args, { cwd, maxBuffer: 1 << 26, shell: process.platform === 'win32' });
  return stdout;
}

module.exports = { packAll, installAlone, listInstalled };
