const { problem, lineAt } = require('./problem');

/**
 * The lockfile has every platform's packages. npm leaves out those of other platforms where it writes the file from an installed tree, or
 * where a registry lacks them, and `npm ci` then refuses every fresh clone.
 */
function checkLockfile(files) {
  const path = 'package-lock.json';
  const text = files.get(path) ?? '{"packages":{}}';
  const { packages } = JSON.parse(text);
  return Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((wanted) => packages[`${name}/node_modules/${wanted}`] === undefined && packages[`node_modules/${wanted}`] === undefined)
      .map((wanted) =>
        problem(path, lineAt(text, text.indexOf(`"${name}": {`)), 'lockfile', `${wanted}, which ${name} asks for, is missing`),
      ),
  );
}

module.exports = { checkLockfile };
