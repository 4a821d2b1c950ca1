const eslint = require('@eslint/js');
const tseslint = require('typescript-eslint');

/** Forbids the clock, random numbers and the locale in code that every endorser must repeat. */
const nondeterminism = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time comes from the transaction.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes from the transaction.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Endorsers must agree.' },
  { selector: 'CallExpression[callee.property.name=/^(toLocale.*|localeCompare)$/]', message: 'No locale in chaincode.' },
];

/** Limits the length and the complexity of code. */
const limits = {
  complexity: ['error', 10],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 400 }],
};

const nodeGlobals = ['require', 'process', 'console', '__dirname', '__filename', 'Buffer', 'URL', 'performance', 'fetch', 'AbortSignal']
  .concat(['setTimeout', 'clearTimeout', 'setImmediate', 'structuredClone', 'TextEncoder', 'TextDecoder'])
  .map((name) => [name, 'readonly']);
const jestGlobals = ['describe', 'it', 'test', 'expect', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'].map((name) => [
  name,
  'readonly',
]);

module.exports = tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/.databund/**', 'client/audit/rules/**'] },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      ...limits,
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // The code declares no enums, and this rule takes a tenth of the time of all.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  { files: ['chaincode/*/src/**/*.ts'], ignores: ['**/*.test.ts'], rules: { 'no-restricted-syntax': ['error', ...nondeterminism] } },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['client/cli/src/**/*.ts', 'client/sdk/examples/**/*.ts', 'network/exchange/src/**/*.ts', 'test/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', ...Object.fromEntries(nodeGlobals) } },
    rules: limits,
  },
  {
    files: ['**/*.test.js'],
    languageOptions: { globals: Object.fromEntries(jestGlobals) },
    rules: { 'max-lines-per-function': 'off' },
  },
);
