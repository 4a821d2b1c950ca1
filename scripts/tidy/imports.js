const { posix } = require('node:path');
const ts = require('typescript');
const { lineAt } = require('./problem');

/**
 * What each TypeScript or JavaScript file imports, statically or not: `{ from, line, specifier, target, isType }`. `target` is the file of
 * ours that the specifier leads to, undefined for a library or a part of Node; `isType` says that the build drops the import.
 */
function readImports(files) {
  const packages = readPackages(files);
  return [...files].filter(([path]) => /\.[cm]?[jt]s$/.test(path)).flatMap(([from, text]) => importsOf(from, text, { files, packages }));
}

function importsOf(from, text, { files, packages }) {
  const typeLines = linesOfTypeImports(from, text);
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier, pos }) => {
    const line = lineAt(text, pos);
    const path = specifier.startsWith('.') ? joined(from, specifier) : packageTarget(packages, specifier);
    return { from, line, specifier, target: firstTracked(files, path), isType: typeLines.has(line) };
  });
}

/** The lines of the specifiers of `import type`, `export type` and imports of nothing but types. */
function linesOfTypeImports(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const dropped = source.statements.filter((node) => isTypeImport(node) || (ts.isExportDeclaration(node) && node.isTypeOnly));
  return new Set(dropped.map(({ moduleSpecifier }) => lineAt(text, moduleSpecifier?.end ?? 0)));
}

function isTypeImport(node) {
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { isTypeOnly, name, namedBindings } = node.importClause;
  if (isTypeOnly) return true;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((one) => one.isTypeOnly)
  );
}

function joined(from, specifier) {
  return posix.join(posix.dirname(from), specifier);
}

/** Our packages by name: their folder, their `exports`, and the folder that their build flattens into `dist`. */
function readPackages(files) {
  const manifests = [...files.keys()].filter((path) => /^[^/]+(\/[^/]+)?\/package\.json$/.test(path));
  return new Map(
    manifests.map((path) => {
      const folder = posix.dirname(path);
      const { name, exports = {} } = JSON.parse(files.get(path));
      const config = ts.parseConfigFileTextToJson('tsconfig.json', files.get(`${folder}/tsconfig.json`) ?? '{}').config;
      return [name, { folder, exports, rootDir: config?.compilerOptions?.rootDir ?? '.' }];
    }),
  );
}

/** `@databund/devnet/internal/msp/msp` → `network/devnet/src/msp/msp`, by the package's own `exports`. */
function packageTarget(packages, specifier) {
  const name = specifier.split('/').slice(0, 2).join('/');
  const one = packages.get(name);
  if (one === undefined) return undefined;
  const subpath = `.${specifier.slice(name.length)}`;
  for (const [pattern, built] of Object.entries(one.exports)) {
    const [head, tail] = pattern.split('*');
    const isMatch = tail === undefined ? subpath === pattern : subpath.startsWith(head) && subpath.endsWith(tail);
    if (!isMatch) continue;
    const rest = tail === undefined ? '' : subpath.slice(head.length, subpath.length - tail.length);
    const file = typeof built === 'string' ? built : built.default;
    return posix.join(one.folder, file.replace('*', rest).replace(/^\.\/dist\//, `${one.rootDir}/`));
  }
  return one.folder;
}

function firstTracked(files, path) {
  if (path === undefined) return undefined;
  const stem = path.replace(/\.[cm]?js$/, '');
  const candidates = [path, `${stem}.ts`, `${stem}.js`, `${path}/index.ts`, `${path}/index.js`];
  return candidates.find((candidate) => files.has(candidate)) ?? path;
}

module.exports = { readImports };
