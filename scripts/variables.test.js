const { join } = require('node:path');
const { readTrackedFiles } = require('./tidy/tracked-files');

const files = readTrackedFiles(join(__dirname, '..'));
const findVariables = (text) => [...text.matchAll(/\bDATABUND_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);

it('README.md lists exactly the variables that the code reads', () => {
  const [, table = ''] = /## Variables\n([\s\S]*?)\n## /.exec(files.get('README.md')) ?? [];
  const sources = [...files].filter(([name]) => /\.[jt]s$/.test(name) && !/\.test\.[jt]s$/.test(name)).map(([, text]) => text);
  const read = sources.flatMap(findVariables);
  expect([...new Set(findVariables(table))].sort()).toEqual([...new Set(read)].sort());
});
