const { checkImportCycles } = require('./import-cycles');

const createRing = (back) => new Map(Object.entries({ 'a/x.ts': "\nimport './y';", 'a/y.ts': "import '../b/z';", 'b/z.ts': back }));

describe('checkImportCycles', () => {
  it('reports a ring of three files once, at its first file', () => {
    expect(checkImportCycles(createRing("import { x } from '../a/x';"))).toEqual([
      expect.objectContaining({ path: 'a/x.ts', line: 2, message: 'imports in a circle with a/y.ts, b/z.ts' }),
    ]);
  });

  it.each([
    "import type { X } from '../a/x';",
    "import { type X } from '../a/x';",
    "export type { X } from '../a/x';",
    "type X = import('../a/x').X;",
  ])('counts an import of types: %s', (back) => {
    expect(checkImportCycles(createRing(back))).toHaveLength(1);
  });

  it('reports two rings that share no file separately', () => {
    const other = new Map([...createRing("import '../a/x';"), ['c/u.ts', "import './v';"], ['c/v.ts', "import './u';\nimport '../a/x';"]]);
    expect(checkImportCycles(other).map(({ path }) => path)).toEqual(['a/x.ts', 'c/u.ts']);
  });

  it('accepts two paths to one file', () => {
    expect(checkImportCycles(createRing("import '../c/w';"))).toEqual([]);
  });
});
