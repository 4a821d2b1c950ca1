const ts = require('typescript');
const { readComments, withoutCode } = require('./comments');
const { getLineAt, createProblem } = require('./problem');
const { collect, isCode, getLine, parseSources } = require('./syntax');
const { banned, bannedPhrases } = require('./word-list');

const words = new RegExp(`\\b(?:${[...banned, ...bannedPhrases].join('|').replaceAll("'", "['\\u2019]")})\\b`, 'gi');
const conditional = /(?:^|[.,;:(] ?)where (?:not|there|it|its|the|a|an|no|one|this|that|they|each|all|nothing|nobody)\b/gi;
const typographic = /[‘’“”]|(?<=[A-Za-z] ?)…/;
const cjk = /[\u3000-\u30ff\u3400-\u9fff]/;

/** Reports the banned words in comments, strings, identifiers and documents. */
function checkBannedWords(files) {
  const inProse = readProse(files).flatMap(({ path, line, text }) =>
    [...withoutCode(text).matchAll(words)].map(([word]) => createProblem(path, line, 'banned-word', `"${word}" is not plain English`)),
  );
  return [...inProse, ...listDeclaredNames(files).flatMap(findBannedIn)];
}

/** Reports a `where` at the start of a clause that reads as a condition. */
function checkWhere(files) {
  return readProse(files).flatMap(({ path, line, text }) =>
    [...withoutCode(text).matchAll(conditional)].map(([found]) =>
      createProblem(path, line, 'where', `"${found.trim()}": write "if" or "when" for a condition`),
    ),
  );
}

/** Reports curly quotes and the ellipsis character in comments, English strings and identifiers. */
function checkAscii(files) {
  return readProse(files)
    .filter(({ path, text }) => isCode(path) && typographic.test(text) && !cjk.test(text))
    .map(({ path, line, text }) => createProblem(path, line, 'ascii', `write ${typographic.exec(text)[0]} in ASCII`));
}

function findBannedIn({ path, line, name }) {
  const found = name.split(/(?=[A-Z])|_|\d/).find((part) => banned.has(part.toLowerCase()));
  return found === undefined ? [] : [createProblem(path, line, 'banned-word', `the name ${name} contains "${found.toLowerCase()}"`)];
}

/** Everything that a person reads: comments, strings and lines of Markdown. */
function readProse(files) {
  const pages = [...files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) => text.split('\n').map((line, at) => ({ path, line: at + 1, text: line })));
  return [...readComments(files), ...readStrings(files), ...pages];
}

function readStrings(files) {
  return [...parseSources(files)].flatMap(([path, source]) =>
    collect(source, (node) => {
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node)) return [];
      return /\s/.test(node.text) || typographic.test(node.text)
        ? [{ path, line: getLineAt(source.text, node.getStart(source)), text: node.text }]
        : [];
    }),
  );
}

/** The names that a file declares, not those that it uses. */
function listDeclaredNames(files) {
  return [...parseSources(files)].flatMap(([path, source]) =>
    collect(source, (node) => {
      if (node.name === undefined || !ts.isIdentifier(node.name) || !isDeclaration(node)) return [];
      return [{ path, line: getLine(source, node.name), name: node.name.text }];
    }),
  );
}

function isDeclaration(node) {
  const kinds = [ts.isVariableDeclaration, ts.isFunctionDeclaration, ts.isMethodDeclaration, ts.isClassDeclaration, ts.isParameter];
  const types = [
    ts.isInterfaceDeclaration,
    ts.isTypeAliasDeclaration,
    ts.isPropertySignature,
    ts.isMethodSignature,
    ts.isPropertyAssignment,
  ];
  return [...kinds, ...types].some((is) => is(node));
}

module.exports = { checkBannedWords, checkWhere, checkAscii };
