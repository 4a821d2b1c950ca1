const { join } = require('node:path');
const { readTrackedFiles } = require('./tidy/tracked-files');

const files = readTrackedFiles(join(__dirname, '..'));
const named = (text) => [...text.matchAll(/\bDATABUND_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);

/** The gateway reads its variables by the ends of their names. */
const readByEnd = (text) => [...text.matchAll(/\bread\('([A-Z_]+)'/g)].map(([, end]) => `DATABUND_${end}`);

it('the README names every variable that the code reads, and no other', () => {
  const [, table = ''] = /## Variables\n([\s\S]*?)\n## /.exec(files.get('README.md')) ?? [];
  const sources = [...files].filter(([name]) => /\.[jt]s$/.test(name) && !/\.test\.[jt]s$/.test(name)).map(([, text]) => text);
  const read = sources.flatMap((text) => [...named(text), ...readByEnd(text)]);
  expect([...new Set(named(table))].sort()).toEqual([...new Set(read)].sort());
});
