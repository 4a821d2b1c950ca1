const ts = require('typescript');
const { createProblem } = require('./problem');
const { collect, isTest, getLine, parseSources } = require('./syntax');
const { predicates, titleOpeners } = require('./word-list');

/** Reports test titles that are fragments: fewer than three words, or a start that continues another sentence. */
function checkTestTitles(files) {
  return findTitles(files, titleOpeners);
}

/** Reports test titles that start with `is`, `has` and the like, so that only the title of their group names the subject. */
function checkSubjects(files) {
  return findTitles(files, predicates).filter(({ message }) => message.includes('starts with'));
}

function findTitles(files, openers) {
  return readTestTitles(files).flatMap(({ path, line, title, cells }) => {
    const reason = explainFlag(title, cells, openers);
    return reason === undefined ? [] : [createProblem(path, line, 'test-title', `"${title}" ${reason}`)];
  });
}

function explainFlag(title, cells, openers) {
  const filled = /^%[sj]$/.test(title) && cells.length > 0 ? cells : [title];
  for (const text of filled) {
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}%$]/u.test(word));
    if (words.length < 3) return `has fewer than three words`;
    const first = words[0].replace(/[^A-Za-z]/g, '').toLowerCase();
    if (openers.has(first)) return `starts with "${first}"`;
  }
  return undefined;
}

/** Returns `{ path, line, title, cells }` of every `it` and `test`; `cells` are the first texts of the rows of `it.each`. */
function readTestTitles(files) {
  const tests = [...parseSources(files)].filter(([path]) => isTest(path));
  return tests.flatMap(([path, source]) =>
    collect(source, (node) => {
      if (!ts.isCallExpression(node) || !['it', 'test'].includes(getRootName(node.expression))) return [];
      const title = getText(node.arguments[0]);
      return title === undefined ? [] : [{ path, line: getLine(source, node), title, cells: listCells(node.expression) }];
    }),
  );
}

/** Returns `it` of `it(…)`, `it.each(rows)(…)` and `it.each\`…\`(…)`; the call that only passes the rows has no title. */
function getRootName(callee) {
  if (ts.isIdentifier(callee)) return callee.text;
  const each = ts.isCallExpression(callee) ? callee.expression : ts.isTaggedTemplateExpression(callee) ? callee.tag : undefined;
  if (each === undefined || !ts.isPropertyAccessExpression(each) || each.name.text !== 'each') return undefined;
  return ts.isIdentifier(each.expression) ? each.expression.text : undefined;
}

function listCells(callee) {
  const rows = ts.isCallExpression(callee) ? callee.arguments[0] : undefined;
  if (rows === undefined || !ts.isArrayLiteralExpression(rows)) return [];
  return rows.elements.map((row) => getText(ts.isArrayLiteralExpression(row) ? row.elements[0] : row)).filter((text) => text !== undefined);
}

function getText(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.flatMap(({ literal }) => ['%s', literal.text])].join('');
}

module.exports = { checkTestTitles, checkSubjects, readTestTitles };
