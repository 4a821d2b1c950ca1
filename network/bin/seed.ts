import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExchangeStack } from './exchange-stack';

/** What an import says of itself. */
interface Imported {
  readonly records: number;
  readonly published: number;
  readonly refused: number;
}

/** Publishes the real files of the package `vega-datasets`, once. Answers what the import said; nothing where it was done before. */
export async function seed(stack: ExchangeStack, data: string): Promise<Imported | undefined> {
  const done = join(data, 'seeded.json');
  if (existsSync(done)) return undefined;
  const catalogue = seedCatalogue();
  const imported = (await stack.run('provider', 'catalogue', 'import', catalogue, '--publish', '--source', 'vega-datasets')) as Imported;
  writeFileSync(done, JSON.stringify(imported));
  return imported;
}

/** The path of the package’s Data Package; its `exports` hide the file, so it is looked for above its entry. */
export function seedCatalogue(): string {
  for (let folder = dirname(require.resolve('vega-datasets')); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'datapackage.json');
    if (existsSync(path)) return path;
  }
  throw new Error('vega-datasets has no datapackage.json');
}

/** A file of the seed, as its package describes it. */
export interface SeedFile {
  readonly path: string;
  readonly mediaType: string;
  readonly description: string;
  readonly licence: string;
}

/** One file of the seed, by its name. */
export function seedFile(name: string): SeedFile {
  const catalogue = seedCatalogue();
  const { resources } = JSON.parse(readFileSync(catalogue, 'utf8')) as {
    readonly resources: readonly {
      readonly path: string;
      readonly mediatype: string;
      readonly description: string;
      readonly licenses?: readonly { readonly title: string }[];
    }[];
  };
  const found = resources.find(({ path }) => path === name);
  if (!found) throw new Error(`vega-datasets has no ${name}`);
  return {
    path: join(dirname(catalogue), 'data', name),
    mediaType: found.mediatype,
    description: found.description,
    licence: found.licenses?.[0]?.title ?? 'unspecified',
  };
}
