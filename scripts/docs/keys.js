const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

/** Returns the sections of `keys.md`: the keys of the world state and its indexes, with their attributes in order. */
function describeKeys({ schemaVersion }, folder) {
  const declared = findKeyFiles(folder).flatMap(readKeyFile);
  const isIndex = ({ holder }) => /indexes$/i.test(holder);
  return [
    `Keys are composite keys of Fabric. Each record has the version of its schema in \`schema\` (now ${schemaVersion}) and its last change in \`change\`: who, in which transaction, when, and from which state to which.`,
    buildTable(
      'key',
      declared.filter((one) => !isIndex(one)),
    ),
    '## Indexes',
    'Index keys are written once, together with the object, for attributes that never change. The last attribute is the id of the object.',
    buildTable('index', declared.filter(isIndex)),
  ];
}

/** Finds the built declarations of the `keys.ts` files of the model; what an older build left behind has no source. */
function findKeyFiles(folder) {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
  return sources
    .filter((name) => /(^|[\\/])keys\.ts$/.test(name))
    .sort()
    .map((name) => join(folder, 'dist', name.replace(/\.ts$/, '.d.ts')));
}

/** Reads the makers of keys from their type declarations, and builds each key from the names of its parameters. */
function readKeyFile(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const makers = require(path.replace(/\.d\.ts$/, '.js'));
  const constants = source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
  return constants.flatMap(({ name: { text: holder }, type }) => {
    const members =
      type !== undefined && ts.isTypeLiteralNode(type) ? type.members.filter(({ type: own }) => ts.isFunctionTypeNode(own)) : [];
    return members.map(({ name, type: { parameters } }) => {
      const placeholders = parameters.map((one) => `{${one.name.text}}`);
      return { holder, ...makers[holder][name.text](...placeholders) };
    });
  });
}

function buildTable(title, keys) {
  const rows = keys.map(({ type, parts }) => `| \`${type}\` | ${parts.map(describeAttribute).join(', ')} |`);
  return [`| ${title} | attributes |`, '| --- | --- |', ...rows].join('\n');
}

/** Names an attribute; numbers are padded so that keys sort by number. */
function describeAttribute(part) {
  const [, zeros, name] = /^(0*)\{(\w+)\}$/.exec(part);
  return zeros === '' ? name : `${name} (padded with zeros)`;
}

module.exports = { describeKeys };
