/** Says what is wrong at a line of a file; a warning is shown and fails nothing. */
function problem(path, line, rule, message) {
  return { path, line, rule, message, isWarning: false };
}

/** A problem to know of that fails nothing. */
function warning(path, line, rule, message) {
  return { ...problem(path, line, rule, message), isWarning: true };
}

/** The line, from 1, on which a position of a text lies. */
function lineAt(text, position) {
  return text.slice(0, position).split('\n').length;
}

module.exports = { problem, warning, lineAt };
