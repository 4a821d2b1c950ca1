import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Databund } from '@databund/client';
import { importRecords, readCatalogue, type Ready } from '@databund/cli/catalogue';
import { ExchangeStack } from '@databund/exchange/internal/exchange-stack';
import { findPortBase } from '../support/free-ports';
import { readJson } from '../support/json';
import { TestError } from '../support/test-error';

/** The figures of the import workload. */
export interface ImportRates {
  readonly listingsPerSecond: number;
  readonly [atSize: `at${number}`]: number;
  readonly growthRatio: number;
}

const measuredListings = 500;
const packageForm = Type.Object({
  resources: Type.Array(Type.Object({ name: Type.String(), description: Type.String(), path: Type.String() })),
});

/** Imports listings (each created and submitted) into a growing exchange, and compares the last rate with the first. */
export async function measureImport({ small, large }: { readonly small: number; readonly large: number }): Promise<ImportRates> {
  const data = mkdtempSync(join(tmpdir(), 'databund-bench-'));
  const stack = await ExchangeStack.start({
    data,
    network: 'devnet',
    portBase: await findPortBase(23_000),
    gatewayPort: 0,
    onStep: () => undefined,
  });
  try {
    const records = await makeRecords(data, large + measuredListings);
    const load = (from: number, to: number) => importAll(stack, records.slice(from, to));
    await load(0, small);
    const early = await load(small, small + measuredListings);
    await load(small + measuredListings, large);
    const late = await load(large, large + measuredListings);
    return {
      listingsPerSecond: round(late),
      [`at${small}`]: round(early),
      [`at${large}`]: round(late),
      growthRatio: Math.round((late / early) * 100) / 100,
    };
  } finally {
    await stack.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Imports the records, and returns listings per second. */
async function importAll(stack: ExchangeStack, records: readonly Ready[]): Promise<number> {
  const databund = new Databund({ url: stack.url, token: stack.getToken('provider') });
  const provider = stack.folder.cast.find(({ name }) => name === 'provider')?.participantId ?? '';
  const startedMs = performance.now();
  const { failed } = await importRecords(records, { databund, provider, source: 'bench', concurrency: 16 });
  if (failed.length > 0)
    throw new TestError('UNEXPECTED_ANSWER', `${String(failed.length)} records failed, the first with ${JSON.stringify(failed[0])}.`);
  return records.length / ((performance.now() - startedMs) / 1_000);
}

/** Makes a DCAT-US catalogue that repeats the descriptions of real datasets under new identifiers. */
async function makeRecords(folder: string, count: number): Promise<readonly Ready[]> {
  const { resources } = readJson(packageForm, findSeedCatalogue());
  const dataset = Array.from({ length: count }, (_, index) => {
    const { name, description, path } = resources[index % resources.length] ?? { name: 'none', description: 'none', path: 'none' };
    return {
      identifier: `${name}-${String(index)}`,
      title: name,
      description,
      publisher: { name: 'Vega' },
      distribution: [{ downloadURL: `https://data.example/${path}` }],
    };
  });
  const file = join(folder, 'bench.json');
  writeFileSync(file, JSON.stringify({ dataset }));
  return (await readCatalogue(file)).ready;
}

function findSeedCatalogue(): string {
  for (let folder = dirname(require.resolve('vega-datasets')); ; folder = dirname(folder)) {
    if (folder.endsWith('vega-datasets')) return join(folder, 'datapackage.json');
  }
}

function round(rate: number): number {
  return Math.round(rate * 10) / 10;
}
