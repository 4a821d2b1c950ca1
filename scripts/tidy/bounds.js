const { join } = require('node:path');
const { readFileSync } = require('node:fs');
const { createProblem, createWarning } = require('./problem');

const path = 'scripts/tidy/bounds.json';

/**
 * Compares the figures with `bounds.json`: `most` and `least` are the rules, `allowances` the larger numbers that still pass today. Over
 * a bound every place is a problem; within an allowance the figure is one warning.
 */
function checkBounds({ figures, findings }, bounds = readBounds()) {
  const { most, least, allowances } = bounds;
  const tooMany = Object.entries(most).flatMap(([figure, bound]) => {
    const count = figures[figure];
    if (count <= bound) return [];
    if (count <= (allowances[figure] ?? bound)) return [createWarning(path, 1, figure, `${count}, to become at most ${bound}`)];
    return [createProblem(path, 1, figure, `${count}, at most ${allowances[figure] ?? bound}`), ...(findings[figure] ?? [])];
  });
  const tooFew = Object.entries(least).flatMap(([figure, bound]) => {
    const share = figures[figure];
    if (share >= bound) return [];
    if (share >= (allowances[figure] ?? bound)) return [createWarning(path, 1, figure, `${share}, to become at least ${bound}`)];
    return [createProblem(path, 1, figure, `${share}, at least ${allowances[figure] ?? bound}`), ...findings.errorsWithoutCode];
  });
  return [...tooMany, ...tooFew];
}

function readBounds() {
  return JSON.parse(readFileSync(join(__dirname, 'bounds.json'), 'utf8'));
}

module.exports = { checkBounds };
