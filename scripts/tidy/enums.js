const ts = require('typescript');
const { createProblem } = require('./problem');
const { collect, getLine, parseSources } = require('./syntax');

const code = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|[a-z0-9]+(?:[.-][a-z0-9]+)*)$/;

/** Keywords of JSON-LD, which are fixed by its standard. */
const standard = /^@[a-z]+$/;

/**
 * Reports members of string unions and of `OneOf` that are neither SCREAMING_CASE nor kebab-case. Names of transactions and of members,
 * as in `Pick`, are left alone.
 */
function checkEnums(files) {
  const transactions = new Set([...(files.get('docs/reference/transactions.md') ?? '').matchAll(/^## (\w+)$/gm)].map(([, name]) => name));
  return [...parseSources(files)].flatMap(([path, source]) =>
    collect(source, listLiterals)
      .filter(({ text }) => !code.test(text) && !standard.test(text) && !transactions.has(text))
      .map((one) => createProblem(path, getLine(source, one), 'enum', `'${one.text}' is neither SCREAMING_CASE nor kebab-case`)),
  );
}

function listLiterals(node) {
  if (ts.isCallExpression(node) && node.expression.getText() === 'OneOf') return node.arguments.filter(ts.isStringLiteral);
  if (!ts.isUnionTypeNode(node) || isTypeArgument(node)) return [];
  return node.types.flatMap((type) => (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal] : []));
}

function isTypeArgument({ parent }) {
  return ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent) || ts.isIndexedAccessTypeNode(parent);
}

module.exports = { checkEnums };
