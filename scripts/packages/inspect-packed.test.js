const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { compareDependencies, findFaults, findProgram } = require('./inspect-packed');

const fence = (language, text) => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const manifest = {
  exports: { '.': { types: './a.d.ts', default: './a.js' } },
  files: ['a.js'],
  license: 'x',
  description: 'x',
  engines: {},
};
const complete = ['LICENSE', 'README.md', 'a.js', 'a.d.ts'];

describe('findFaults', () => {
  it('accepts a package with license, README, types and entry points', () => {
    expect(findFaults({ manifest, files: complete })).toEqual([]);
  });

  it.each([
    [complete.slice(1), 'LICENSE is missing'],
    [complete.slice(0, 3), './a.d.ts is missing'],
    [[...complete, 'a.test.js'], 'a.test.js is test code'],
    [[...complete, 'dist/golden/a.json'], 'dist/golden/a.json is test code'],
  ])('reports what the files %j lack or add', (files, fault) => {
    expect(findFaults({ manifest, files })).toEqual([fault]);
  });

  it('reports a manifest without types and without "files"', () => {
    const others = { ...manifest, files: undefined };
    expect(findFaults({ manifest: { ...others, exports: './a.js' }, files: complete })).toEqual([
      'package.json has no "files"',
      'package.json names no types',
    ]);
  });
});

describe('compareDependencies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'databund-inspect-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds packages that are imported but not declared, and declared but not imported', () => {
    writeFileSync(join(folder, 'a.js'), "require('b/deep'); require('node:fs'); require('fs'); import('@c/d/e'); require('./x');");
    const packed = { manifest: { name: 'a', dependencies: { b: '1', f: '1' } }, files: ['a.js'] };
    expect(compareDependencies(packed, folder)).toEqual({ undeclared: ['@c/d'], unused: ['f'] });
  });

  it('counts a package whose files are located with require.resolve as imported', () => {
    writeFileSync(join(folder, 'located.js'), "require.resolve('b'); require.resolve(\"@c/d/package.json\"); require.resolve('./x');");
    const packed = { manifest: { name: 'a', dependencies: { b: '1', '@c/d': '1' } }, files: ['located.js'] };
    expect(compareDependencies(packed, folder)).toEqual({ undeclared: [], unused: [] });
  });
});

describe('findProgram', () => {
  it.each([
    [fence('js', "require('a')"), 'cjs'],
    [fence('js', "import a from 'a'"), 'mjs'],
    [fence('sh', 'npm i') + fence('ts', 'const a: string = "x";'), 'mjs'],
    [`${fence('js', 'a')}<!-- executed by the pack test -->\n\n${fence('sh', 'b')}`, 'sh'],
  ])('finds the program of %j', (readme, extension) => {
    expect(findProgram(readme)).toMatchObject({ extension });
  });

  it('removes the types of TypeScript', () => {
    expect(findProgram(fence('ts', 'const a: string = "x";')).text).toBe('const a = "x";\n');
  });

  it('finds no program in a README without JavaScript', () => {
    expect(findProgram(fence('sh', 'npm i'))).toBeUndefined();
  });
});
