/**
 * Runs tests against the source of all packages, without a build: `npm run test:unit -- FILE` runs that file, and without a file the tests
 * next to the sources.
 */
const { runJest, unitTests } = require('./run-jest');
const { reportAndExit } = require('./report');

const args = process.argv.slice(2);
const hasFile = args.length > 0 && !args[0].startsWith('-');
void runJest(hasFile ? args : [...unitTests, ...args]).then(reportAndExit);
