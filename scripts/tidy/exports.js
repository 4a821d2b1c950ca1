const ts = require('typescript');
const { problem } = require('./problem');

/**
 * Every exported symbol has a sentence, except in tests; a type made with `typeof` from a constant that has one shares it. No default
 * exports.
 */
function checkExports(files) {
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) return [];
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return [...undocumented(source), ...defaults(source)];
  });
}

function undocumented(source) {
  const exported = exportedDeclarations(source);
  const documented = new Set(source.statements.filter(hasSentence).flatMap(namesOf));
  const missing = exported.filter(({ name, node }) => !documented.has(name) && !constantsOf(node).some((one) => documented.has(one)));
  const first = missing.filter(({ name }, at) => missing.findIndex((one) => one.name === name) === at);
  return first.map(({ name, node }) => problem(source.fileName, lineOf(source, node), 'jsdoc', `${name} is exported without a sentence`));
}

/** The constants that a type is made from. */
function constantsOf(node) {
  if (!ts.isTypeAliasDeclaration(node)) return [];
  return [...node.type.getText().matchAll(/\btypeof (\w+)/g)].map((found) => found[1]);
}

function exportedDeclarations(source) {
  const listed = new Set(source.statements.flatMap(localNamesExported));
  return source.statements.flatMap((node) => {
    const isExported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
    return namesOf(node)
      .filter((name) => isExported || listed.has(name))
      .map((name) => ({ name, node }));
  });
}

/** The names of `export { a, b as c }`; those from another file have their sentence there. */
function localNamesExported(node) {
  if (!ts.isExportDeclaration(node) || node.moduleSpecifier !== undefined || node.exportClause === undefined) return [];
  return node.exportClause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function namesOf(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  return node.name !== undefined && ts.isIdentifier(node.name) ? [node.name.text] : [];
}

function boundNames(name) {
  return ts.isIdentifier(name) ? [name.text] : name.elements.filter(ts.isBindingElement).flatMap((element) => boundNames(element.name));
}

function hasSentence(node) {
  return ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && /\S\s+\S/.test(ts.getTextOfJSDocComment(doc.comment) ?? ''));
}

function defaults(source) {
  const isDefault = (node) =>
    (ts.isExportAssignment(node) && !node.isExportEquals) || node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  return source.statements
    .filter(isDefault)
    .map((node) => problem(source.fileName, lineOf(source, node), 'default-export', 'export it by name'));
}

function lineOf(source, node) {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

module.exports = { checkExports };
