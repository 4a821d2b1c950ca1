const { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { removeStale } = require('./remove-stale');

const folder = mkdtempSync(join(tmpdir(), 'databund-stale-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (paths) => {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
};

it('removes built files without a source, and keeps bundles and other files', () => {
  write(['src/a.ts', 'src/deep/b.ts']);
  const kept = ['a.d.ts', 'a.d.ts.map', 'a.js', 'a.js.map', join('deep', 'b.js'), 'chaincode.js', '.tsbuildinfo', 'data.json'];
  write([...kept, 'b.js', 'b.d.ts', 'b.js.map', 'deep/a.js'].map((name) => join('dist', name)));
  removeStale(folder);
  expect(readdirSync(join(folder, 'dist'), { recursive: true }).sort()).toEqual([...kept, 'deep'].sort());
});

it('accepts a package that is not built', () => {
  expect(() => removeStale(join(folder, 'absent'))).not.toThrow();
});
