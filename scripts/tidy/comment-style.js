const ts = require('typescript');
const { readComments, withoutCode } = require('./comments');
const { createProblem } = require('./problem');
const { collect, getLine, parseSources } = require('./syntax');
const { commentOpeners } = require('./word-list');

/** Reports comments that start with a pronoun or a question word. */
function checkCommentOpeners(files) {
  return readComments(files).flatMap(({ path, line, text }) => {
    const [first = ''] = /^[A-Za-z']+/.exec(text) ?? [];
    return commentOpeners.has(first.toLowerCase())
      ? [createProblem(path, line, 'comment', `starts with "${first}", not with a verb or a name`)]
      : [];
  });
}

/** Reports comments of more than two sentences. */
function checkCommentLength(files) {
  return readComments(files).flatMap(({ path, line, text }) => {
    const count = countSentences(withoutCode(text));
    return count > 2 ? [createProblem(path, line, 'comment', `has ${count} sentences, at most 2`)] : [];
  });
}

function countSentences(text) {
  const plain = text.replace(/\b(?:e\.g|i\.e|etc|vs|cf|No)\./g, '').replace(/\.{3}/g, '');
  return plain.split(/[.!?]["')]*\s+(?=["'(]*[A-Z])/).filter((part) => /\w/.test(part)).length;
}

/** Reports JSDoc that only repeats the name or the `summary` of what it describes. */
function checkRepetition(files) {
  return [...parseSources(files)].flatMap(([path, source]) =>
    collect(source, (node) => describeDeclaration(node, source).map((one) => ({ ...one, node }))).flatMap(
      ({ node, name, text, summary }) => {
        const said = listContentWords(text);
        const repeats =
          summary !== undefined && isMostlyIn(said, listContentWords(summary))
            ? 'the summary'
            : isWithin(said, splitName(name)) && 'the name';
        return repeats ? [createProblem(path, getLine(source, node), 'comment', `${name}: the comment repeats ${repeats}`)] : [];
      },
    ),
  );
}

function describeDeclaration(node, source) {
  const doc = node.jsDoc?.at(-1);
  const name = getName(node);
  if (doc === undefined || name === undefined || doc.tags !== undefined) return [];
  return [{ name, text: ts.getTextOfJSDocComment(doc.comment) ?? '', summary: findSummary(node, source) }];
}

function getName(node) {
  const declared = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
  return declared?.name !== undefined && ts.isIdentifier(declared.name) ? declared.name.text : undefined;
}

/** Returns the `summary` that a declaration gives in the object literal from which it is made. */
function findSummary(node) {
  const initializer = ts.isVariableStatement(node) ? node.declarationList.declarations[0]?.initializer : undefined;
  const literals = initializer !== undefined && ts.isCallExpression(initializer) ? initializer.arguments : [initializer];
  const members = literals
    .filter((one) => one !== undefined && ts.isObjectLiteralExpression(one))
    .flatMap(({ properties }) => [...properties]);
  const summary = members.find((one) => one.name?.getText() === 'summary')?.initializer;
  return summary !== undefined && ts.isStringLiteralLike(summary) ? summary.text : undefined;
}

const fillers = new Set([
  'a',
  'an',
  'the',
  'of',
  'to',
  'for',
  'in',
  'and',
  'or',
  'is',
  'are',
  'be',
  'return',
  'this',
  'that',
  'its',
  'it',
  'by',
  'from',
  'with',
]);

function listContentWords(text) {
  const all = text.toLowerCase().match(/[a-z]+/g) ?? [];
  return all.map(stripEnding).filter((word) => !fillers.has(word));
}

function splitName(name) {
  return name.split(/(?=[A-Z])|_|\d/).map((part) => stripEnding(part.toLowerCase()));
}

const stripEnding = (word) => word.replace(/(?:ies)$/, 'y').replace(/(?<=[a-z]{2}[^s])s$/, '');
const isWithin = (some, all) => some.length > 0 && some.every((word) => all.includes(word));
const isMostlyIn = (some, all) => some.length > 0 && some.filter((word) => all.includes(word)).length >= 0.8 * some.length;

module.exports = { checkCommentOpeners, checkCommentLength, checkRepetition, findSummary };
