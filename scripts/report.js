/** Ends a test run: what was left out, then the one line that sums it up; the exit code says whether all passed. */
function reportAndExit({ passed, failed, notRun = [] }) {
  for (const line of notRun) console.log(line);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

module.exports = { reportAndExit };
