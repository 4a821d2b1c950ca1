import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Databund } from '@databund/client';
import { importRecords, readCatalogue, type Ready } from '@databund/cli/catalogue';
import { ExchangeStack } from '@databund/exchange/internal/exchange-stack';
import { findPortBase } from '../support/free-ports';

/** What the import workload measured. */
export interface ImportRates {
  readonly listingsPerSecond: number;
  readonly [atSize: `at${number}`]: number;
  readonly growthRatio: number;
}

const measuredListings = 500;

/** Imports listings (each created and submitted) into a growing exchange; compares the rate among many with that among few. */
export async function benchImport({ small, large }: { readonly small: number; readonly large: number }): Promise<ImportRates> {
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
      listingsPerSecond: rounded(late),
      [`at${small}`]: rounded(early),
      [`at${large}`]: rounded(late),
      growthRatio: Math.round((late / early) * 100) / 100,
    };
  } finally {
    await stack.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Listings a second. */
async function importAll(stack: ExchangeStack, records: readonly Ready[]): Promise<number> {
  const databund = new Databund({ url: stack.url, token: stack.getToken('provider') });
  const provider = stack.folder.cast.find(({ name }) => name === 'provider')?.participantId ?? '';
  const startedMs = performance.now();
  const { failed } = await importRecords(records, { databund, provider, source: 'bench', concurrency: 16 });
  if (failed.length > 0) throw new Error(`${String(failed.length)} failed: ${JSON.stringify(failed[0])}`);
  return records.length / ((performance.now() - startedMs) / 1_000);
}

/** The descriptions of real datasets, over and over under new identifiers, as a DCAT-US catalogue. */
async function makeRecords(folder: string, count: number): Promise<readonly Ready[]> {
  const { resources } = JSON.parse(readFileSync(seedCatalogue(), 'utf8')) as {
    readonly resources: readonly { readonly name: string; readonly description: string; readonly path: string }[];
  };
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

function seedCatalogue(): string {
  for (let folder = dirname(require.resolve('vega-datasets')); ; folder = dirname(folder)) {
    if (folder.endsWith('vega-datasets')) return join(folder, 'datapackage.json');
  }
}

function rounded(rate: number): number {
  return Math.round(rate * 10) / 10;
}
