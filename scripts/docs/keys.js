const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

/** Returns the sections of `keys.md`: the keys of the world state and its indexes, with their attributes in order. */
function describeKeys({ keys, indexes, schemaVersion }, folder) {
  const parameters = readParameters(join(folder, 'dist', 'keys.d.ts'));
  return [
    `Keys are composite keys of Fabric. Each record has the version of its schema in \`schema\` (now ${schemaVersion}) and its last change in \`change\`: who, in which transaction, when, and from which state to which.`,
    buildTable('key', keys, parameters.keys),
    '## Indexes',
    'Index keys are written once, together with the object, for attributes that never change. The last attribute is the id of the object.',
    buildTable('index', indexes, parameters.indexes),
  ];
}

/** Reads from type declarations the names of the parameters of each maker of keys, by constant and member. */
function readParameters(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations]);
  return Object.fromEntries(constants.map(({ name, type }) => [name.text, Object.fromEntries(type.members.map(listParameters))]));
}

const listParameters = ({ name, type: { parameters } }) => [name.text, parameters.map((one) => one.name.text)];

function buildTable(title, makers, parameters) {
  const rows = Object.entries(makers).map(([member, make]) => {
    const names = parameters[member];
    const { type, parts } = make(...names.map((_, index) => `{${index}}`));
    return `| \`${type}\` | ${parts.map((part) => describeAttribute(part, names)).join(', ')} |`;
  });
  return [`| ${title} | attributes |`, '| --- | --- |', ...rows].join('\n');
}

/** Names an attribute; numbers are padded so that keys sort by number. */
function describeAttribute(part, names) {
  const [, zeros, index] = /^(0*)\{(\d)\}$/.exec(part);
  return zeros === '' ? names[index] : `${names[index]} (padded with zeros)`;
}

module.exports = { describeKeys };
