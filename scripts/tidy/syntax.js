const ts = require('typescript');

const parsed = new WeakMap();

/** Parses each TypeScript and JavaScript file of the map once: path to `ts.SourceFile`. */
function parseSources(files) {
  if (!parsed.has(files)) {
    const code = [...files].filter(([path]) => isCode(path));
    parsed.set(files, new Map(code.map(([path, text]) => [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)])));
  }
  return parsed.get(files);
}

/** Calls `visit` with every node below `node`, parents first. */
function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Collects what `pick` returns (an array) for every node of a source. */
function collect(source, pick) {
  const found = [];
  walk(source, (node) => found.push(...pick(node)));
  return found;
}

/** Returns the line of a node, from 1. */
function getLine(source, node) {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

const isCode = (path) => /\.[cm]?[jt]s$/.test(path);
const isTest = (path) => /\.test\.[jt]s$/.test(path);

/** Tells the code that is shipped from tests and their support. */
const isShipped = (path) => path.endsWith('.ts') && !isTest(path) && !path.startsWith('test/');

module.exports = { parseSources, collect, getLine, isCode, isTest, isShipped };
