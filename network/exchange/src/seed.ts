import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import type { ExchangeFolder } from './exchange-folder';
import { parseOutput } from './parse-output';
import { SetupError } from './setup-error';

const ImportSummary = Type.Object({ records: Type.Integer(), published: Type.Integer() });
/** Counts of an import. */
export type ImportSummary = Static<typeof ImportSummary>;

const Resource = Type.Object({
  path: Type.String(),
  mediatype: Type.String(),
  description: Type.Optional(Type.String()),
  licenses: Type.Optional(Type.Array(Type.Object({ title: Type.Optional(Type.String()) }))),
});
const DataPackage = Type.Object({ resources: Type.Array(Resource) });

const unfinishedStates: readonly string[] = ['DRAFT', 'IN_REVIEW'];

/**
 * Publishes the files of the package `vega-datasets` as the provider. Skips it if the provider has that many finished listings: the import
 * would find them again, but only after hashing every file. @throws SetupError PROCESS_FAILED, SEED_MISSING
 */
export async function seedListings(folder: ExchangeFolder): Promise<ImportSummary | undefined> {
  const catalogue = findSeedCatalogue();
  if (await isSeeded(folder, readResources(catalogue).length)) return undefined;
  const output = await folder.runDatabund('provider', 'catalogue', 'import', catalogue, '--publish', '--source', 'vega-datasets');
  return parseOutput('databund catalogue import', ImportSummary, output);
}

/** Counts the finished listings among the provider's first 200; after an interrupted import some are unfinished. */
async function isSeeded(folder: ExchangeFolder, count: number): Promise<boolean> {
  const provider = folder.cast.find(({ name }) => name === 'provider');
  const query = { limit: 200, ...(provider && { provider: provider.participantId }) };
  const { items } = await folder.connectAs('provider').listing.list(query);
  return items.filter(({ state }) => !unfinishedStates.includes(state)).length >= count;
}

/** Returns the path of the Data Package. The `exports` of its package hide the file, so it is searched in the folders above its entry. */
export function findSeedCatalogue(): string {
  for (let folder = dirname(require.resolve('vega-datasets')); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'datapackage.json');
    if (existsSync(path)) return path;
  }
  throw new SetupError('SEED_MISSING', 'The package vega-datasets has no datapackage.json. Run `npm ci`.');
}

/** A file of the seed, with the metadata of its package. */
export interface SeedFile {
  readonly path: string;
  readonly mediaType: string;
  readonly description: string;
  readonly licence: string;
}

/** Finds a file of the seed by its name. @throws SetupError SEED_MISSING */
export function findSeedFile(name: string): SeedFile {
  const catalogue = findSeedCatalogue();
  const resource = readResources(catalogue).find(({ path }) => path === name);
  if (!resource) throw new SetupError('SEED_MISSING', `The package vega-datasets has no file ${name}. Run \`npm ci\`.`);
  return {
    path: join(dirname(catalogue), 'data', name),
    mediaType: resource.mediatype,
    description: resource.description ?? name,
    licence: resource.licenses?.[0]?.title ?? 'unspecified',
  };
}

function readResources(catalogue: string): Static<typeof DataPackage>['resources'] {
  return parseOutput(catalogue, DataPackage, readFileSync(catalogue, 'utf8')).resources;
}
