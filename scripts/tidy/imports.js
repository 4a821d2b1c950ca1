const { posix } = require('node:path');
const ts = require('typescript');
const { getLineAt } = require('./problem');
const { isCode } = require('./syntax');

/**
 * Returns what each code file imports, types and dynamic imports included: `{ from, line, specifier, target }`. `target` is the file of
 * this repository, undefined for a library or a module of Node.
 */
function readImports(files) {
  const packages = readPackages(files);
  return [...files].filter(([path]) => isCode(path)).flatMap(([from, text]) => readFileImports(from, text, { files, packages }));
}

function readFileImports(from, text, { files, packages }) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier, pos }) => {
    const line = getLineAt(text, pos);
    const path = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : resolvePackage(packages, specifier);
    return { from, line, specifier, target: findTracked(files, path) };
  });
}

/** Returns the packages of this repository by name: folder, `exports`, and the folder that the build flattens into `dist`. */
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

/** Resolves `@databund/devnet/internal/msp/msp` to `network/devnet/src/msp/msp` by the `exports` of the package. */
function resolvePackage(packages, specifier) {
  const name = specifier.split('/').slice(0, 2).join('/');
  const one = packages.get(name);
  if (one === undefined) return undefined;
  const subpath = `.${specifier.slice(name.length)}`;
  for (const [pattern, entry] of Object.entries(one.exports)) {
    const built = typeof entry === 'string' ? entry : entry.default;
    const [head, tail] = pattern.split('*');
    const isMatch = tail === undefined ? subpath === pattern : subpath.startsWith(head) && subpath.endsWith(tail);
    if (!isMatch) continue;
    const rest = tail === undefined ? '' : subpath.slice(head.length, subpath.length - tail.length);
    const file = typeof built === 'string' ? built : built.default;
    return posix.join(one.folder, file.replace('*', rest).replace(/^\.\/dist\//, `${one.rootDir}/`));
  }
  return one.folder;
}

function findTracked(files, path) {
  if (path === undefined) return undefined;
  const stem = path.replace(/\.[cm]?js$/, '');
  const candidates = [path, `${stem}.ts`, `${stem}.js`, `${path}/index.ts`, `${path}/index.js`];
  return candidates.find((candidate) => files.has(candidate)) ?? path;
}

module.exports = { readImports };
