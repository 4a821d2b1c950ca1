const { existsSync, statSync } = require('node:fs');

/** Returns whether a file that is made from `source` is missing or older than it. */
function isOutdated(source, target) {
  return !existsSync(target) || statSync(target).mtimeMs < statSync(source).mtimeMs;
}

module.exports = { isOutdated };
