/** Creates a finding that fails the run. */
function createProblem(path, line, rule, message) {
  return { path, line, rule, message, isWarning: false };
}

/** Creates a finding that is printed but fails nothing. */
function createWarning(path, line, rule, message) {
  return { ...createProblem(path, line, rule, message), isWarning: true };
}

/** Returns the line (from 1) of a position in a text. */
function getLineAt(text, position) {
  return text.slice(0, position).split('\n').length;
}

module.exports = { createProblem, createWarning, getLineAt };
