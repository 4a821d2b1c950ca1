import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'databund-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>>;
}

const file = join(folder, 'package', 'dist', 'databund.js');
let metafile: Metafile;
beforeAll(() => {
  mkdirSync(join(folder, 'package', 'dist'), { recursive: true });
  bundleTo(file);
  metafile = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Metafile;
});

function bundleTo(path: string): void {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, '..', 'scripts', 'bundle.js'), path]);
  expect([status, String(stderr)]).toEqual([0, '']);
}

/** The inputs that load with one of them: those that it reaches without a dynamic import. */
function listLoaded(path: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const { path: next, kind } of metafile.inputs[path]?.imports ?? []) if (kind !== 'dynamic-import') listLoaded(next, loaded);
  return loaded;
}

describe('the bundle of databund', () => {
  it.each([
    ['--version', 'src/main.ts', ['src/main.ts', 'src/program.ts']],
    ['--help', 'src/command-line.ts', ['src/command-line.ts', 'src/transaction-commands.ts']],
  ])('loads neither model, SDK, audit, tables nor importers for %s', (_, entry, expected) => {
    const loaded = [...listLoaded(entry)];
    expect(loaded).toEqual(expect.arrayContaining(expected));
    expect(
      loaded.filter((path) => /chaincode|sdk|typebox|audit|verifier|table3|tables|progress|jsonc|catalogue\/(?!format-names)/.test(path)),
    ).toEqual([]);
  });

  it('bundles the same sources twice to the same bytes', () => {
    bundleTo(join(folder, 'again.js'));
    expect(readFileSync(join(folder, 'again.js')).equals(readFileSync(file))).toBe(true);
  });

  it.each([
    [['--help']],
    [['listing', '--help']],
    [['participant', 'pin', '--help']],
    [['catalogue', 'import', '--help']],
    [['listing', 'fly']],
  ])('prints what the built modules print for %j', (words) => {
    const [bundled, modular] = [file, join(__dirname, '..', 'dist', 'main.js')].map((path) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...words], { env: { HOME: folder } });
      return { status, out: String(stdout), err: String(stderr) };
    });
    expect(`${bundled?.out ?? ''}${bundled?.err ?? ''}`).not.toBe('');
    expect(bundled).toEqual(modular);
  });
});
