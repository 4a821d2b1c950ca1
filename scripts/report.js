/** Prints the groups that did not run and the summary line, and sets the exit code. */
function reportAndExit({ passed, failed, notRun = [] }) {
  for (const line of notRun) console.log(line);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

module.exports = { reportAndExit };
