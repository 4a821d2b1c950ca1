import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { parseJson } from '../support/json';
import { openPython, runToEnd } from '../support/python-environment';
import { TestError } from '../support/test-error';

const testPackage = dirname(require.resolve('@databund/test/package.json'));
const program = join(testPackage, 'catalogues', 'read-with-ckan.py');
const environment = { name: 'ckan', packages: ['ckan[requirements]', 'ckanext-dcat'], module: 'ckanext.dcat.processors' };

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
    const opened = openPython(environment);
    return 'python' in opened ? new CkanReader(opened.python) : opened.reason;
  }

  /** Reads documents of Turtle or JSON-LD. @throws TestError UNEXPECTED_ANSWER */
  read(pages: readonly { readonly file: string; readonly format: 'turtle' | 'json-ld' }[], temporary: string): readonly CkanPage[] {
    const list = join(temporary, 'pages.json');
    writeFileSync(list, JSON.stringify(pages));
    const { status, stdout, stderr } = runToEnd(this.python, [program, list]);
    if (status !== 0) throw new TestError('UNEXPECTED_ANSWER', `CKAN's parser failed: ${stderr.slice(-2_000)}`);
    return parseJson(Type.Array(Page), stdout);
  }
}
