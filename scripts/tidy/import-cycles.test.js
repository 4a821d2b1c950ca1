const { checkImportCycles } = require('./import-cycles');

const ring = (back) => new Map(Object.entries({ 'a/x.ts': "import './y';", 'a/y.ts': "import '../b/z';", 'b/z.ts': `\n${back}` }));

describe('import cycles', () => {
  it('are reported once, at the import that closes the ring', () => {
    const [found, ...more] = checkImportCycles(ring("import { x } from '../a/x';"));
    expect(found).toMatchObject({ path: 'b/z.ts', line: 2, message: 'a/x.ts → a/y.ts → b/z.ts → a/x.ts' });
    expect(more).toEqual([]);
  });

  it.each(["import type { X } from '../a/x';", "import { type X } from '../a/x';", "export type { X } from '../a/x';"])(
    'are not made by an import of types: %s',
    (back) => {
      expect(checkImportCycles(ring(back))).toEqual([]);
    },
  );

  it('are seen through an import of a value beside types', () => {
    expect(checkImportCycles(ring("import { type X, x } from '../a/x';"))).toHaveLength(1);
  });
});
