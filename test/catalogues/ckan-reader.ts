import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { parseJson } from '../support/json';
import { TestError } from '../support/test-error';

const testPackage = dirname(require.resolve('@databund/test/package.json'));
const environment = join(testPackage, '..', 'node_modules', '.cache', 'ckan');
const program = join(testPackage, 'catalogues', 'read-with-ckan.py');
const packages = ['ckan[requirements]', 'ckanext-dcat'];

const Page = Type.Object({
  datasets: Type.Array(
    Type.Object({
      identifier: Type.String(),
      title: Type.String(),
      tags: Type.Integer(),
      hasPublisher: Type.Boolean(),
      urls: Type.Array(Type.String()),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});
/** A page of a catalogue as CKAN understands it. */
export type CkanPage = Static<typeof Page>;

/** CKAN's own parser of DCAT, in a Python environment of its own. */
export class CkanReader {
  private constructor(private readonly python: string) {}

  /** Opens the environment, and installs it before its first use. Returns the reason if that is not possible on this machine. */
  static open(): CkanReader | string {
    const python = join(environment, 'bin', 'python');
    if (isReady(python)) return new CkanReader(python);
    const system = ['python3', 'python'].find((name) => run(name, ['-c', 'import ensurepip, venv']).status === 0);
    if (system === undefined) return 'Python 3 with venv and pip was not found.';
    mkdirSync(dirname(environment), { recursive: true });
    const isInstalled =
      run(system, ['-m', 'venv', '--clear', environment]).status === 0 &&
      run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]).status === 0;
    return isInstalled && isReady(python) ? new CkanReader(python) : `pip could not install ${packages.join(' and ')}.`;
  }

  /** Reads documents of Turtle or JSON-LD. @throws TestError UNEXPECTED_ANSWER */
  read(pages: readonly { readonly file: string; readonly format: 'turtle' | 'json-ld' }[], temporary: string): readonly CkanPage[] {
    const list = join(temporary, 'pages.json');
    writeFileSync(list, JSON.stringify(pages));
    const { status, stdout, stderr } = run(this.python, [program, list]);
    if (status !== 0) throw new TestError('UNEXPECTED_ANSWER', `CKAN's parser failed: ${stderr.slice(-2_000)}`);
    return parseJson(Type.Array(Page), stdout);
  }
}

function isReady(python: string): boolean {
  return existsSync(python) && run(python, ['-c', 'import ckanext.dcat.processors']).status === 0;
}

function run(name: string, words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(name, words, { encoding: 'utf8', maxBuffer: 512 * 1_048_576 });
}
