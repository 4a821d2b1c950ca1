const ts = require('typescript');
const { createProblem } = require('./problem');
const { collect, isShipped, getLine, parseSources } = require('./syntax');

/** Reports type assertions outside tests, other than `as const`. */
function checkAssertions(files) {
  return [...parseSources(files)]
    .filter(([path]) => isShipped(path))
    .flatMap(([path, source]) =>
      collect(source, (node) =>
        isAssertion(node) ? [createProblem(path, getLine(source, node), 'assertion', node.type.getText(source))] : [],
      ),
    );
}

function isAssertion(node) {
  return (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && !ts.isConstTypeReference(node.type);
}

module.exports = { checkAssertions };
