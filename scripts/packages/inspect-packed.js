const { readFileSync } = require('node:fs');
const { builtinModules } = require('node:module');
const { join } = require('node:path');
const ts = require('typescript');

const testCode = /\.test\.|under-test|\.tsbuildinfo$|(^|\/)(fixtures?|golden)\//;

/** Returns what a tarball lacks or should not contain, one sentence each. */
function findFaults({ manifest, files }) {
  const has = (path) => files.includes(path.replace(/^\.\//, ''));
  const required = ['LICENSE', 'README.md', ...listTargets(manifest)].filter((path) => !path.includes('*') && !has(path));
  const members = ['exports', 'files', 'license', 'description', 'engines'].filter((name) => manifest[name] === undefined);
  return [
    ...required.map((path) => `${path} is missing`),
    ...members.map((name) => `package.json has no "${name}"`),
    ...(hasTypes(manifest) ? [] : ['package.json names no types']),
    ...files.filter((path) => testCode.test(path)).map((path) => `${path} is test code`),
  ];
}

/** Lists the files that `main`, `types`, `bin` and `exports` name. */
function listTargets({ main, types, bin = {}, exports = {} }) {
  const listLeaves = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(listLeaves));
  return [main, types, ...listLeaves(bin), ...listLeaves(exports)].filter((path) => path !== undefined);
}

function hasTypes({ types, exports = {} }) {
  return types !== undefined || JSON.stringify(exports).includes('"types"');
}

/** Compares the packages that the packed code imports with those that the manifest declares. */
function compareDependencies({ manifest, files }, folder) {
  const imported = new Set(files.filter((path) => /\.([cm]?js|d\.ts)$/.test(path)).flatMap((path) => listImports(join(folder, path))));
  imported.delete(manifest.name);
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }));
  return {
    undeclared: [...imported].filter((name) => !declared.has(name)),
    unused: [...declared].filter((name) => !imported.has(name)),
  };
}

/** Lists the packages that a file imports, or whose files it locates with `require.resolve`. */
function listImports(path) {
  const text = readFileSync(path, 'utf8');
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const located = [...text.matchAll(/\brequire\.resolve\(\s*(['"])([^'"]+)\1/g)].map((match) => match[2]);
  const names = [...imported, ...located].filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
  return names
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => !builtinModules.includes(name));
}

/** Returns the program of a README: the block after the mark of the pack test, or else its first block of JavaScript or TypeScript. */
function findProgram(readme) {
  const marked = /<!-- executed by the pack test -->\s*```(\w+)\n([\s\S]*?)```/.exec(readme);
  const [, language, text] = marked ?? /```(m?js|ts)\n([\s\S]*?)```/.exec(readme) ?? [];
  if (text === undefined) return undefined;
  if (language === 'sh') return { extension: 'sh', text };
  const isModule = language !== 'js' || /^import /m.test(text);
  return { extension: isModule ? 'mjs' : 'cjs', text: language === 'ts' ? removeTypes(text) : text };
}

function removeTypes(text) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

module.exports = { findFaults, compareDependencies, findProgram };
