import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeImportId } from '@databund/model';
import { readCatalogue, type Ready } from '@databund/cli/catalogue';
import { CkanReader, type CkanPage } from './ckan-reader';
import { exportPage, provider } from './round-trip';
import { listSources } from './sources';
import { runProgram } from '../support/program';
import { sharedFolder } from '../support/shared-data';

const exitWithoutPython = 3;
const pageSize = 200;
const formats = [
  { name: 'turtle', format: 'turtle' },
  { name: 'jsonld', format: 'json-ld' },
] as const;

/** Has CKAN's own parser read the export of every shared catalogue, page by page, and compares what it found with the listings. */
async function main(): Promise<void> {
  const reader = CkanReader.open();
  if (typeof reader === 'string') {
    process.stdout.write(`Not run: ${reader}\n`);
    process.exitCode = exitWithoutPython;
    return;
  }
  const temporary = mkdtempSync(join(tmpdir(), 'databund-harvest-'));
  try {
    const records = await readAll(join(sharedFolder, 'data'), temporary);
    const differences = formats.flatMap((format) => compare(reader, records, format, temporary));
    for (const line of differences.slice(0, 50)) process.stderr.write(`${line}\n`);
    process.stdout.write(`${JSON.stringify({ listings: records.length, formats: formats.length, differences: differences.length })}\n`);
    if (differences.length > 0 || records.length === 0) process.exitCode = 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Reads every source, and gives records of different sources different identifiers. */
async function readAll(data: string, temporary: string): Promise<readonly Ready[]> {
  const records: Ready[] = [];
  for (const { name, path } of listSources(data, temporary)) {
    const { ready } = await readCatalogue(path);
    records.push(...ready.map((each) => ({ ...each, identifier: `${name} ${each.identifier}` })));
  }
  return records;
}

function compare(
  reader: CkanReader,
  records: readonly Ready[],
  { name, format }: (typeof formats)[number],
  temporary: string,
): readonly string[] {
  const pages = Array.from({ length: Math.ceil(records.length / pageSize) }, (_, index) => {
    const next = (index + 1) * pageSize < records.length ? `https://exchange.example/v1/catalogue?cursor=${String(index + 1)}` : undefined;
    const file = join(temporary, `page-${name}-${String(index)}`);
    const listed = records.slice(index * pageSize, (index + 1) * pageSize);
    writeFileSync(file, exportPage(name, listed, next));
    return { file, format, listed, next };
  });
  const found = reader.read(pages, temporary);
  return pages.flatMap(({ listed, next }, index) => comparePage(listed, next, found[index]).map((line) => `${name} ${line}`));
}

function comparePage(listed: readonly Ready[], next: string | undefined, page: CkanPage | undefined): readonly string[] {
  if (!page) return ['CKAN read no page'];
  const byId = new Map(page.datasets.map((each) => [each.identifier, each]));
  const lines = listed.flatMap(({ identifier, content }) => {
    const { title = '', urls = [], hasPublisher = false } = byId.get(makeImportId(provider, 'round', identifier)) ?? {};
    const { distributions = [] } = content;
    const linked = distributions.flatMap((each) => (each.kind === 'linked' ? [each.url] : []));
    const isSame =
      Object.values(content.title).includes(title) &&
      urls.length === distributions.length &&
      linked.every((url) => urls.includes(url)) &&
      hasPublisher;
    return isSame ? [] : [`${identifier}: CKAN read ${JSON.stringify({ title, urls: urls.length, hasPublisher })}`];
  });
  if (page.datasets.length !== listed.length) lines.push(`${String(page.datasets.length)} datasets of ${String(listed.length)} listings`);
  if ((page.next ?? undefined) !== next) lines.push(`the next page is ${String(page.next)}, not ${String(next)}`);
  return lines;
}

runProgram(main);
