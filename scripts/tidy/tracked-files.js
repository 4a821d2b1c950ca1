const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Folders without sources, for a tree without git. */
const generated = new Set(['node_modules', 'dist', 'coverage', '.git', '.databund']);

/** The folder of bundles that `npm run tag-rules` writes. */
const bundled = 'client/audit/rules/';

/**
 * Reads the tracked files below `root`, or all sources if it is no clone: a map of path to text, '' for binary files. A new file is read
 * once it is staged.
 */
function readTrackedFiles(root) {
  const paths = existsSync(join(root, '.git')) ? listTracked(root) : listFolder(root, '');
  const written = paths.filter((path) => !path.startsWith(bundled));
  return new Map(written.map((path) => [path, readText(join(root, path))]));
}

function listTracked(root) {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

function listFolder(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !generated.has(name));
  return entries.flatMap((entry) => (entry.isDirectory() ? listFolder(root, `${folder}${entry.name}/`) : [`${folder}${entry.name}`]));
}

function readText(path) {
  const bytes = readFileSync(path);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}

module.exports = { readTrackedFiles };
