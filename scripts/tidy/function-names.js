const ts = require('typescript');
const { createProblem } = require('./problem');
const { collect, getLine, parseSources } = require('./syntax');
const { booleans, conversions, notParticiples, participles, verbs } = require('./word-list');

/** Reports functions whose names start with a participle. */
function checkParticiples(files) {
  return listNames(files)
    .filter(({ first }) => isParticiple(first))
    .map(({ path, line, name }) => createProblem(path, line, 'function-name', `${name} starts with a participle, not with a base verb`));
}

/** Reports functions whose names start with neither a base verb nor a question such as `is`. */
function checkVerbs(files) {
  return listNames(files)
    .filter(({ first }) => !isParticiple(first) && ![verbs, booleans, conversions].some((list) => list.has(first)))
    .map(({ path, line, name }) => createProblem(path, line, 'function-name', `${name} starts with no verb of verbs.json`));
}

/** Reports functions declared to return a boolean that are named neither as a question nor by a verb. */
function checkBooleanNames(files) {
  return listNames(files)
    .filter(({ first, isBoolean }) => isBoolean && !booleans.has(first) && !verbs.has(first))
    .map(({ path, line, name }) => createProblem(path, line, 'boolean-name', `${name} returns a boolean: name it isX, hasX, canX or mayX`));
}

function isParticiple(word) {
  return (/(?:[a-z]{2}ing|[a-z]ed)$/.test(word) || participles.has(word)) && !notParticiples.has(word);
}

function listNames(files) {
  return [...parseSources(files)].flatMap(([path, source]) =>
    collect(source, (node) => {
      const { name, body } = getFunction(node);
      if (name === undefined || !ts.isIdentifier(name) || /^[A-Z]/.test(name.text)) return [];
      const [first] = /^[a-z0-9]*/.exec(name.text);
      return [{ path, line: getLine(source, node), name: name.text, first, isBoolean: isBooleanType(body.type) }];
    }),
  );
}

/** Returns the name and the node of a function, a method or a constant that holds a function. */
function getFunction(node) {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return { name: node.name, body: node };
  const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  const isFunction = value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  return isFunction ? { name: node.name, body: value } : {};
}

function isBooleanType(type) {
  if (type === undefined) return false;
  return type.kind === ts.SyntaxKind.BooleanKeyword || (ts.isTypePredicateNode(type) && type.assertsModifier === undefined);
}

module.exports = { checkParticiples, checkVerbs, checkBooleanNames, isParticiple };
