/**
 * Builds the packages without checking types, as an installation without devDependencies has no types of its libraries.
 * Writes the JavaScript of every source file that is newer than its build; tests are left out.
 */
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const ts = require('typescript');
const { isOutdated } = require('./is-outdated');

const root = join(__dirname, '..');
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function listSources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts') && !/\.(test|d)\.ts$/.test(name));
}

function writeBuild(source, target) {
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, esModuleInterop: true },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

for (const workspace of workspaces) {
  const [sources, built] = [join(root, workspace, 'src'), join(root, workspace, 'dist')];
  for (const name of listSources(sources)) {
    const [source, target] = [join(sources, name), join(built, name.replace(/\.ts$/, '.js'))];
    if (isOutdated(source, target)) writeBuild(source, target);
  }
}
