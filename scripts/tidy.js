/**
 * Checks what git tracks: format, lint, sizes, names, imports, words, links, documentation, engines and the rules of language.
 * `--figures`, `--list [FIGURE]` and `--sample SEED` only print; `--root FOLDER` measures another clone.
 */
const { join, resolve } = require('node:path');
const { parseArgs } = require('node:util');
const { checkBounds } = require('./tidy/bounds');
const { checkEngines } = require('./tidy/engines');
const { checkExports } = require('./tidy/exports');
const { measure } = require('./tidy/figures');
const { checkImportTable } = require('./tidy/import-table');
const { checkFormat, checkLint } = require('./tidy/linters');
const { checkLinks } = require('./tidy/links');
const { checkLockfile } = require('./tidy/lockfile');
const { checkNames } = require('./tidy/names');
const { drawSample } = require('./tidy/sample');
const { checkSizes } = require('./tidy/sizes');
const { readTrackedFiles } = require('./tidy/tracked-files');
const { checkWords } = require('./tidy/words');

const checks = [checkSizes, checkNames, checkImportTable, checkWords, checkLinks, checkExports, checkEngines, checkLockfile];
const options = { figures: { type: 'boolean' }, list: { type: 'string' }, sample: { type: 'string' }, root: { type: 'string' } };

async function main() {
  const { values } = parseArgs({ options });
  const root = resolve(values.root ?? join(__dirname, '..'));
  const files = readTrackedFiles(root);
  if (values.figures) return console.log(JSON.stringify(measure(files).figures));
  if (values.list) return printFindings(measure(files).findings[values.list] ?? []);
  if (values.sample) return console.log(JSON.stringify(drawSample(files, values.sample), null, 2));
  return checkAll(root, files);
}

async function checkAll(root, files) {
  const startedMs = performance.now();
  const linters = [checkFormat(root), checkLint(root, files)];
  const measured = measure(files);
  const read = [...checks.flatMap((check) => check(files)), ...checkBounds(measured)];
  const linted = (await Promise.all(linters)).flat().filter(({ path }) => files.has(path));
  const found = [...linted, ...read].sort(compareByPlace);
  printFindings(found);
  const failures = found.filter(({ isWarning }) => !isWarning).length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`figures: ${JSON.stringify(measured.figures)}`);
  console.log(`tidy: ${failures} problems, ${found.length - failures} warnings in ${files.size} files, ${seconds} s`);
  if (failures > 0) process.exitCode = 1;
}

function printFindings(found) {
  for (const { path, line, rule, message, isWarning } of found) {
    console.log(`${path}:${line} ${rule} ${isWarning ? 'warning: ' : ''}${message}`);
  }
}

function compareByPlace(one, other) {
  return one.path === other.path ? one.line - other.line : one.path < other.path ? -1 : 1;
}

void main();
