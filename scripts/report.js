/** Prints the groups that did not run, each failure again and the summary line, and sets the exit code. */
function reportAndExit({ passed, failures, notRun = [] }) {
  for (const line of notRun) console.log(line);
  for (const line of failures) console.log(`failed: ${line}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
}

module.exports = { reportAndExit };
