import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The files that an entry reaches by relative imports, each with the packages that it imports. */
function reach(path: string, reached = new Map<string, readonly string[]>()): ReadonlyMap<string, readonly string[]> {
  if (reached.has(path)) return reached;
  const names = [...readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)].map(([, name = '']) => name);
  reached.set(
    path,
    names.filter((name) => !name.startsWith('.')),
  );
  for (const name of names) if (name.startsWith('.')) reach(join(dirname(path), `${name}.ts`), reached);
  return reached;
}

it('the browser entry reaches no Node module and no Node global', () => {
  const reached = reach(join(__dirname, 'browser.ts'));
  expect([...reached.keys()].map((path) => relative(__dirname, path))).toEqual(
    expect.arrayContaining(['core/connection.ts', 'core/price-slip.ts', 'policy/read-odrl.ts']),
  );
  expect(new Set([...reached.values()].flat())).toEqual(new Set(['@databund/model', '@sinclair/typebox']));
  for (const path of reached.keys()) {
    expect([path, /\b(?:Buffer|process|require|__dirname|setImmediate)\b/.exec(readFileSync(path, 'utf8'))?.[0]]).toEqual([
      path,
      undefined,
    ]);
  }
});
