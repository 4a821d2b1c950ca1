const semver = require('semver');
const { problem, lineAt } = require('./problem');

/** The oldest Node that the project promises to run on. */
const oldestNode = '20.19.0';

/** Every package that is always installed accepts the oldest Node of the project, so `npm ci --engine-strict` passes there. */
function checkEngines(files) {
  const path = 'package-lock.json';
  const text = files.get(path) ?? '{"packages":{}}';
  return Object.entries(JSON.parse(text).packages).flatMap(([name, { engines, optional }]) => {
    if (optional || engines?.node === undefined || semver.satisfies(oldestNode, engines.node)) return [];
    const line = lineAt(text, text.indexOf(`"${name}": {`));
    return [problem(path, line, 'engine', `${name} asks for Node ${engines.node}; the project runs on ${oldestNode}`)];
  });
}

module.exports = { checkEngines };
