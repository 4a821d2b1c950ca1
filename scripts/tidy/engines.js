const semver = require('semver');
const { createProblem, getLineAt } = require('./problem');

/** The oldest supported version of Node. */
const oldestNode = '20.19.0';

/** Reports packages that do not accept the oldest Node, so that `npm ci --engine-strict` passes there. */
function checkEngines(files) {
  const path = 'package-lock.json';
  const text = files.get(path) ?? '{"packages":{}}';
  return Object.entries(JSON.parse(text).packages).flatMap(([name, { engines, optional }]) => {
    if (optional || engines?.node === undefined || semver.satisfies(oldestNode, engines.node)) return [];
    const line = getLineAt(text, text.indexOf(`"${name}": {`));
    return [createProblem(path, line, 'engine', `${name} requires Node ${engines.node}, but the project supports ${oldestNode}`)];
  });
}

module.exports = { checkEngines };
