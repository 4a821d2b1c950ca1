const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Maps the exports of every package of this repository to its source, so that a test never runs against an old build. */
function mapPackagesToSource() {
  const { workspaces } = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8'));
  return Object.fromEntries(workspaces.flatMap((folder) => mapExports(folder)));
}

function mapExports(folder) {
  if (!existsSync(join(__dirname, folder, 'src'))) return [];
  const { name, exports = {} } = JSON.parse(readFileSync(join(__dirname, folder, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const built = typeof target === 'string' ? target : target.default;
    if (!built.startsWith('./dist/')) return [];
    const source = built.replace('./dist/', 'src/').replace(/\.js$/, '.ts').replace('*', '$1');
    return [[`^${name}${subpath.slice(1).replace('*', '(.*)')}$`, `<rootDir>/${folder}/${source}`]];
  });
}

/** Unit tests are next to their files; suites across packages are in test/. Processes that a test starts run the build. */
module.exports = {
  testEnvironment: 'node',
  roots: ['chaincode', 'gateway', 'client', 'network', 'test', 'scripts'],
  testMatch: ['**/*.test.ts', '**/*.test.js'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  // A dynamic import in a CommonJS package names the built file: './x.js' for './x.ts'.
  moduleNameMapper: { ...mapPackagesToSource(), '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testTimeout: 20_000,
  maxWorkers: 2,
};
