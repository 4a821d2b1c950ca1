import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashJson, makeImportId } from '@databund/model';
import { readCatalogue, type Ready } from '@databund/cli/catalogue';
import { writeCatalogue, type CatalogueFormat } from '@databund/gateway/catalogue';

const base = 'https://exchange.example';
/** The provider of the listings that are exported. */
export const provider = `ptc-${'1'.repeat(26)}`;
const extensions = { jsonld: 'jsonld', turtle: 'ttl', 'data-json': 'json' } as const;

/** Writes listings as a catalogue in a format. */
export function exportListings(format: CatalogueFormat, records: readonly Ready[]): string {
  return exportPage(format, records, undefined);
}

/** Writes listings as a page of a catalogue with the address of the page after it. */
export function exportPage(format: CatalogueFormat, records: readonly Ready[], next: string | undefined): string {
  const listings = records.map(({ identifier, content }) => ({
    id: makeImportId(provider, 'round', identifier),
    version: 1,
    content,
    at: '2026-01-01T00:00:00.000Z',
  }));
  return writeCatalogue(format, { listings, base, address: `${base}/v1/catalogue`, next });
}

/** Exports listings in each format that says everything, imports them again, and returns the identifiers of those that are not equal. */
export async function findUnequal(records: readonly Ready[], temporary: string): Promise<readonly string[]> {
  const unequal: string[] = [];
  for (const format of ['jsonld', 'turtle', 'data-json'] as const) {
    const file = join(temporary, `export.${extensions[format]}`);
    writeFileSync(file, exportListings(format, records));
    const { ready } = await readCatalogue(file);
    const found = new Map(ready.map(({ identifier, content }) => [identifier, hashJson(content).value]));
    for (const { identifier, content } of records)
      if (found.get(makeImportId(provider, 'round', identifier)) !== hashJson(content).value) unequal.push(`${format} ${identifier}`);
    if (ready.length !== records.length) unequal.push(`${format} ${String(ready.length)} of ${String(records.length)}`);
  }
  return unequal;
}
