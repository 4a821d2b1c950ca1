/** The repository's own checks: format, lint, sizes, names, imports, words, links, documentation and engines of what git tracks. */
const { join } = require('node:path');
const { checkEngines } = require('./tidy/engines');
const { checkExports } = require('./tidy/exports');
const { checkImportCycles } = require('./tidy/import-cycles');
const { checkImportTable } = require('./tidy/import-table');
const { checkFormat, checkLint } = require('./tidy/linters');
const { checkLinks } = require('./tidy/links');
const { checkLockfile } = require('./tidy/lockfile');
const { checkNames } = require('./tidy/names');
const { checkSizes } = require('./tidy/sizes');
const { readTrackedFiles } = require('./tidy/tracked-files');
const { checkWords } = require('./tidy/words');

const root = join(__dirname, '..');
const readers = [
  checkSizes,
  checkNames,
  checkImportTable,
  checkImportCycles,
  checkWords,
  checkLinks,
  checkExports,
  checkEngines,
  checkLockfile,
];

async function main() {
  const startedMs = performance.now();
  const linters = [checkFormat(root), checkLint(root)];
  const files = readTrackedFiles(root);
  const read = readers.flatMap((check) => check(files));
  const linted = (await Promise.all(linters)).flat().filter(({ path }) => files.has(path));
  const found = [...linted, ...read].sort(byPlace);
  for (const { path, line, rule, message, isWarning } of found) {
    console.log(`${path}:${line} ${rule} ${isWarning ? 'warning: ' : ''}${message}`);
  }
  const failures = found.filter(({ isWarning }) => !isWarning).length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`tidy: ${failures} problems, ${found.length - failures} warnings in ${files.size} files, ${seconds} s`);
  if (failures > 0) process.exitCode = 1;
}

function byPlace(one, other) {
  return one.path === other.path ? one.line - other.line : one.path < other.path ? -1 : 1;
}

void main();
