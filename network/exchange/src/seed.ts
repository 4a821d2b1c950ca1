import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExchangeFolder } from './exchange-folder';

/** What an import says of itself. */
interface Imported {
  readonly records: number;
  readonly published: number;
  readonly refused: number;
}

const onTheirWay = ['DRAFT', 'IN_REVIEW', 'NOTICE'];

/**
 * Publishes the real files of the package `vega-datasets`. Answers what the import said; nothing where the provider has as many
 * listings as there are files, whichever they are: the import would find each file again, but hash them all at every start.
 */
export async function seed(folder: ExchangeFolder): Promise<Imported | undefined> {
  const catalogue = seedCatalogue();
  if (await isSeeded(folder, resourcesOf(catalogue).length)) return undefined;
  return (await folder.run('provider', 'catalogue', 'import', catalogue, '--publish', '--source', 'vega-datasets')) as Imported;
}

/** Counts what came through among the provider’s first 200: a seeding that was broken off has left some on their way, and the import goes on with them. */
async function isSeeded(folder: ExchangeFolder, count: number): Promise<boolean> {
  const provider = folder.cast.find(({ name }) => name === 'provider');
  const { items } = (await folder.ask('provider', `/v1/listings?provider=${provider?.participantId ?? ''}&limit=200`)) as {
    readonly items: readonly { readonly state: string }[];
  };
  return items.filter(({ state }) => !onTheirWay.includes(state)).length >= count;
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
  const found = resourcesOf(catalogue).find(({ path }) => path === name);
  if (!found) throw new Error(`vega-datasets has no ${name}`);
  return {
    path: join(dirname(catalogue), 'data', name),
    mediaType: found.mediatype,
    description: found.description,
    licence: found.licenses?.[0]?.title ?? 'unspecified',
  };
}

interface Resource {
  readonly path: string;
  readonly mediatype: string;
  readonly description: string;
  readonly licenses?: readonly { readonly title: string }[];
}

function resourcesOf(catalogue: string): readonly Resource[] {
  return (JSON.parse(readFileSync(catalogue, 'utf8')) as { readonly resources: readonly Resource[] }).resources;
}
