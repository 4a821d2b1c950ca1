const ts = require('typescript');
const { findSummary } = require('./comment-style');
const { createProblem } = require('./problem');
const { getLine, isTest, parseSources } = require('./syntax');

/**
 * Reports exported symbols without a sentence, except in tests, and default exports. A declaration with a `summary` needs no other
 * sentence, and a type made with `typeof` shares that of its constant.
 */
function checkExports(files) {
  return [...parseSources(files)].flatMap(([path, source]) => {
    if (!path.endsWith('.ts') || isTest(path)) return [];
    return [...findUndocumented(source), ...findDefaults(source)];
  });
}

function findUndocumented(source) {
  const exported = listExports(source);
  const documented = new Set(source.statements.filter((node) => hasSentence(node) || findSummary(node) !== undefined).flatMap(listNames));
  const missing = exported.filter(({ name, node }) => !documented.has(name) && !listConstants(node).some((one) => documented.has(one)));
  const first = missing.filter(({ name }, at) => missing.findIndex((one) => one.name === name) === at);
  return first.map(({ name, node }) =>
    createProblem(source.fileName, getLine(source, node), 'jsdoc', `${name} is exported without a sentence`),
  );
}

/** Returns the constants that a type is made from. */
function listConstants(node) {
  if (!ts.isTypeAliasDeclaration(node)) return [];
  return [...node.type.getText().matchAll(/\btypeof (\w+)/g)].map((found) => found[1]);
}

function listExports(source) {
  const listed = new Set(source.statements.flatMap(listLocalNames));
  return source.statements.flatMap((node) => {
    const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
    return listNames(node)
      .filter((name) => isExported || listed.has(name))
      .map((name) => ({ name, node }));
  });
}

/** Returns the names of `export { a, b as c }`; those from another file have their sentence there. */
function listLocalNames(node) {
  if (!ts.isExportDeclaration(node) || node.moduleSpecifier !== undefined || node.exportClause === undefined) return [];
  return node.exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function listNames(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => listBoundNames(name));
  return node.name !== undefined && ts.isIdentifier(node.name) ? [node.name.text] : [];
}

function listBoundNames(name) {
  return ts.isIdentifier(name) ? [name.text] : name.elements.filter(ts.isBindingElement).flatMap((element) => listBoundNames(element.name));
}

function hasSentence(node) {
  return ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && /\S\s+\S/.test(ts.getTextOfJSDocComment(doc.comment) ?? ''));
}

function findDefaults(source) {
  const isDefault = (node) =>
    (ts.isExportAssignment(node) && !node.isExportEquals) || node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  return source.statements
    .filter(isDefault)
    .map((node) => createProblem(source.fileName, getLine(source, node), 'default-export', 'export it by name'));
}

module.exports = { checkExports };
