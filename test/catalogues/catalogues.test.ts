import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { parseJson } from '../support/json';
import { describeOnShared } from '../support/shared-data';
import { longTimeoutMs } from '../support/timeouts';
import { findLost } from './find-lost';

jest.setTimeout(longTimeoutMs);

const figuresForm = Type.Object({
  sources: Type.Array(Type.Object({ name: Type.String(), listed: Type.Integer(), lostSilently: Type.Integer() })),
  roundTripEqual: Type.Boolean(),
  shaclViolations: Type.Integer(),
  lostSilently: Type.Integer(),
});

describe('the checker of lost members', () => {
  const leaves = [
    { path: 'title', text: 'Air' },
    { path: 'rights', text: 'none' },
  ];
  const things = [{ names: ['a'], leaves }];

  it('finds a member that is neither in the listing, nor in its source, nor in the report', () => {
    const listed = [{ identifier: 'a', content: { title: { en: 'Air' } } }];
    expect(findLost(things, listed, [])).toEqual(['a rights: none']);
    expect(findLost(things, [{ identifier: 'a', content: { title: { en: 'Air' }, source: { record: '{"rights":"none"}' } } }], [])).toEqual(
      [],
    );
    const notes = [{ kind: 'contact', path: 'rights' }];
    expect(findLost(things, listed, [{ outcome: 'ready', identifier: 'a', file: 'a.json', notes }])).toEqual([]);
  });

  it('takes a record for reported if it was refused, and for lost if nothing names it', () => {
    expect(findLost(things, [], [{ outcome: 'refused', identifier: 'a', file: 'a.json' }])).toEqual([]);
    expect(findLost(things, [], [])).toHaveLength(2);
  });
});

describeOnShared('data/import-cases', 'the import cases and their export', (path) => {
  it('lose nothing silently, come back equal, and hold against the shapes of DCAT-AP', () => {
    const program = join(dirname(require.resolve('@databund/test/package.json')), 'dist', 'catalogues', 'main.js');
    const env = { ...process.env, DATABUND_SHARED: join(path, '..', '..') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--json', '--offline', '--only', 'import-cases'], { env });
    expect([status, String(stderr)]).toEqual([0, '']);
    const { sources, ...totals } = parseJson(figuresForm, String(stdout));
    expect(totals).toMatchObject({ roundTripEqual: true, shaclViolations: 0, lostSilently: 0 });
    expect(sources.length).toBeGreaterThan(20);
  });
});
