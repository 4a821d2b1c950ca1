import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A catalogue that is read: a file or a folder, under the name of its source. */
export interface CatalogueSource {
  readonly name: string;
  readonly path: string;
}

/** Lists the real catalogues of a folder of shared data, and each import case. RDF that several pages share is copied into one folder. */
export function listSources(data: string, temporary: string): readonly CatalogueSource[] {
  const belgium = join(temporary, 'dcatap-belgium');
  mkdirSync(belgium);
  for (const name of readdirSync(join(data, 'dcatap-belgium')).filter((each) => /\.(?:trig|nt)$/.test(each)))
    cpSync(join(data, 'dcatap-belgium', name), join(belgium, name));
  const real = [
    { name: 'dcatus-philly', path: join(data, 'dcatus-philly', 'dcatus_philly.json') },
    { name: 'zh-en-firstdata', path: join(data, 'zh-en-firstdata') },
    { name: 'aws-odr', path: join(data, 'aws-odr') },
    { name: 'dcatap-belgium', path: belgium },
    { name: 'payload-energy', path: join(data, 'payload-energy', 'datapackage.json') },
  ];
  const cases = join(data, 'import-cases');
  const files = readdirSync(cases, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(cases, name)).isFile() && !name.endsWith('.md'),
  );
  return [...real, ...files.sort().map((name) => ({ name: `import-cases/${name}`, path: join(cases, name) }))];
}

/** Returns the name under which a source is registered: without folders and extension. */
export function nameOf({ name }: CatalogueSource): string {
  return name.replaceAll('/', '-').replace(/\.[a-z]+$/, '') || basename(name);
}
