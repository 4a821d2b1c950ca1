/** Unit tests stand beside their files; suites across packages are in test/. Imports between packages use their builds. */
module.exports = {
  testEnvironment: 'node',
  roots: ['chaincode', 'gateway', 'client', 'network', 'test', 'scripts'],
  testMatch: ['**/*.test.ts', '**/*.test.js'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testTimeout: 120000,
  maxWorkers: 2,
};
