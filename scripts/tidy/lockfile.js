const { createProblem, getLineAt } = require('./problem');

/**
 * Reports optional packages that the lockfile lacks. npm omits those of other platforms if it writes the file from an installed tree, and
 * `npm ci` then fails in a fresh clone.
 */
function checkLockfile(files) {
  const path = 'package-lock.json';
  const text = files.get(path) ?? '{"packages":{}}';
  const { packages } = JSON.parse(text);
  return Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((wanted) => packages[`${name}/node_modules/${wanted}`] === undefined && packages[`node_modules/${wanted}`] === undefined)
      .map((wanted) =>
        createProblem(path, getLineAt(text, text.indexOf(`"${name}": {`)), 'lockfile', `${wanted}, required by ${name}, is missing`),
      ),
  );
}

module.exports = { checkLockfile };
