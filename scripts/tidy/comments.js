const ts = require('typescript');
const { parseSources } = require('./syntax');

const read = new WeakMap();

/** Returns the comment blocks of every code file: `{ path, line, text }`, the text without its markers, tags and directives. */
function readComments(files) {
  if (!read.has(files)) {
    read.set(
      files,
      [...parseSources(files)].flatMap(([path, source]) => listBlocks(source).map((block) => ({ path, ...block }))),
    );
  }
  return read.get(files);
}

/** Joins line comments that follow one another in one column. */
function listBlocks(source) {
  const blocks = [];
  for (const { pos, end, kind } of listRanges(source)) {
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
    const { line, character } = source.getLineAndCharacterOfPosition(pos);
    const text = isLine ? source.text.slice(pos + 2, end).trim() : cleanBlock(source.text.slice(pos, end));
    const before = blocks.at(-1);
    const ends = source.getLineAndCharacterOfPosition(end).line + 1;
    if (isLine && before?.isLine && before.ends === line && before.column === character) {
      before.text += ` ${text}`;
      before.ends = ends;
    } else blocks.push({ line: line + 1, ends, column: character, isLine, text });
  }
  return blocks
    .filter(({ text }) => text !== '' && !/^(eslint|@ts-|prettier-|istanbul|#)/.test(text))
    .map(({ line, text }) => ({ line, text }));
}

function listRanges(source) {
  const ranges = new Map();
  const keep = (found) => found?.forEach((range) => ranges.set(range.pos, range));
  const visit = (node) => {
    const children = node
      .getChildren(source)
      .filter(({ kind }) => kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode);
    if (children.length > 0) return children.forEach(visit);
    keep(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
    if (!ts.isTemplateLiteralToken(node) || node.kind === ts.SyntaxKind.TemplateTail)
      keep(ts.getTrailingCommentRanges(source.text, node.end));
    return undefined;
  };
  visit(source);
  return [...ranges.values()].sort((one, other) => one.pos - other.pos);
}

/** Drops the markers and everything from the first JSDoc tag on. */
function cleanBlock(text) {
  const lines = text
    .replace(/^\/\*+|\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim());
  return lines
    .join(' ')
    .replace(/(?:^|\s)@[a-z]+\b.*$/, '')
    .trim();
}

/** Replaces inline code by a placeholder noun, so that names in backticks are not read as prose. */
function withoutCode(text) {
  return text.replace(/`[^`]*`/g, 'X').replace(/\{@link[^}]*\}/g, 'X');
}

module.exports = { readComments, withoutCode };
