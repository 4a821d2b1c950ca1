/** The keys of the world state and its indexes, each with its attributes in their order. */
function keyTables({ keys, indexes, schemaVersion }) {
  return [
    `Every key is one of Fabric’s composite keys. A record says in \`schema\` which version of its form it was written in (now ${schemaVersion}) and in \`change\` who changed it last, in which transaction, when, and from what to what.`,
    table('key', keys),
    '## Indexes',
    'Written once, with the object, upon attributes that never change; the last attribute is the object’s id.',
    table('index', indexes),
  ];
}

function table(head, made) {
  const rows = Object.values(made).map((make) => {
    const { type, parts } = make(...parametersOf(make));
    return `| \`${type}\` | ${parts.map(attribute).join(', ')} |`;
  });
  return [`| ${head} | attributes |`, '| --- | --- |', ...rows].join('\n');
}

/** The names by which a key’s maker calls its attributes. */
function parametersOf(make) {
  const [, list] = /^\(?([^)=]*)\)?\s*=>/.exec(make.toString());
  return list
    .split(',')
    .map((name) => name.trim().replace('...', ''))
    .filter((name) => name !== '')
    .map((name) => `{${name}}`);
}

/** Numbers are padded, so that they stand in their order. */
function attribute(part) {
  const [, zeros, name] = /^(0*)\{(\w+)\}$/.exec(part);
  return zeros === '' ? name : `${name} (padded with zeros)`;
}

module.exports = { keyTables };
