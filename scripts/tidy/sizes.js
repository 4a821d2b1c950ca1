const { createProblem, createWarning } = require('./problem');

const warnLines = 250;
const failLines = 400;

/** Reports code files that are too long; ESLint checks the length of functions. */
function checkSizes(files) {
  return [...files].flatMap(([path, text]) => {
    if (!/\.(ts|js|mjs|css|html)$/.test(path)) return [];
    const lines = text.split('\n').length - 1;
    if (lines > failLines) return [createProblem(path, failLines + 1, 'size', `${lines} lines, at most ${failLines}`)];
    return lines > warnLines ? [createWarning(path, warnLines + 1, 'size', `${lines} lines, better at most ${warnLines}`)] : [];
  });
}

module.exports = { checkSizes };
