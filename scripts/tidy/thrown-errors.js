const ts = require('typescript');
const { createProblem } = require('./problem');
const { collect, isShipped, getLine, parseSources } = require('./syntax');

/** Returns `{ path, line, name, hasCode, text }` of every `throw new` outside tests. */
function readThrownErrors(files) {
  const sources = [...parseSources(files)].filter(([path]) => isShipped(path));
  const coded = findCodedClasses(sources.map(([, source]) => source));
  return sources.flatMap(([path, source]) =>
    collect(source, (node) => {
      if (!ts.isThrowStatement(node) || !ts.isNewExpression(node.expression)) return [];
      const name = node.expression.expression.getText(source);
      const text = node.expression.getText(source).replace(/\s+/g, ' ');
      return [{ path, line: getLine(source, node), name, hasCode: coded.has(name), text }];
    }),
  );
}

/** Classes of libraries that carry a code. */
const codedByLibraries = ['CommanderError', 'InvalidArgumentError', 'ServiceError'];

/** Reports thrown errors whose class carries no code. */
function checkThrownErrors(files) {
  return readThrownErrors(files)
    .filter(({ hasCode }) => !hasCode)
    .map(({ path, line, name }) => createProblem(path, line, 'error-class', `${name} carries no code`));
}

/** Returns the names of classes with a `code` of their own or of a class that they extend. */
function findCodedClasses(sources) {
  const classes = sources.flatMap((source) => collect(source, (node) => (ts.isClassLike(node) && node.name ? [node] : [])));
  const coded = new Set([...codedByLibraries, ...classes.filter(hasOwnCode).map(({ name }) => name.text)]);
  const getParent = ({ heritageClauses = [] }) => heritageClauses[0]?.types[0]?.expression.getText();
  for (let size = -1; size !== coded.size;) {
    size = coded.size;
    for (const one of classes) if (coded.has(getParent(one))) coded.add(one.name.text);
  }
  return coded;
}

function hasOwnCode({ members }) {
  const parameters = members
    .filter(ts.isConstructorDeclaration)
    .flatMap((one) => one.parameters.filter(({ modifiers }) => modifiers?.length));
  return [...members, ...parameters].some(({ name }) => name?.getText() === 'code');
}

module.exports = { readThrownErrors, checkThrownErrors };
