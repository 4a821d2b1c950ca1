/** Runs the unit tests and the demo on the other supported versions of Node. Ends with `N passed, N failed`. */
const { installVersions, testVersions } = require('./node-versions');
const { reportAndExit } = require('./report');

void installVersions().then(testVersions).then(reportAndExit);
