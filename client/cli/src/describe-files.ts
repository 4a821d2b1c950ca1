import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { lookup } from 'mime-types';
import { hashOfFile } from '@databund/client';
import type { HeldDistribution } from '@databund/model';
import { mergeBoxes, type Box } from './catalogue/values/box';
import { readGeoJson } from './catalogue/values/geo-json';
import { isObject } from './catalogue/fields';
import { requireFile } from './local-paths';
import { UsageError } from './usage-error';

/** The files of a listing as its content describes them, with what they say of themselves. */
export interface DescribedFiles {
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly distributions: readonly HeldDistribution[];
  /** The names of the columns of tables, each once. */
  readonly columns: readonly string[];
  readonly bbox: Box | undefined;
}

/** The largest GeoJSON whose area is computed, which is read whole. */
const largestGeoJson = 64 * 1_024 * 1_024;

/** Describes files by type, size and hash, tables by their columns, and GeoJSON by its area. @throws UsageError FILE_MISSING, OPTIONS_CONFLICT */
export async function describeFiles(paths: readonly string[]): Promise<DescribedFiles> {
  const files = paths.map((path) => ({ path: requireFile(path), name: basename(path).normalize('NFC') }));
  if (new Set(files.map(({ name }) => name)).size < files.length)
    throw new UsageError('OPTIONS_CONFLICT', 'two of the files have one name: rename one, because a listing names each file once');
  const distributions: HeldDistribution[] = [];
  const columns = new Set<string>();
  const boxes: Box[] = [];
  for (const { path, name } of files) {
    const mediaType = lookup(name) || 'application/octet-stream';
    distributions.push({
      kind: 'held',
      name,
      mediaType,
      byteSize: statSync(path).size,
      hash: { alg: 'sha-256', value: await hashOfFile(path) },
    });
    if (mediaType === 'text/csv') for (const column of await readColumns(path)) columns.add(column);
    const box = mediaType === 'application/geo+json' ? findBox(path) : undefined;
    if (box) boxes.push(box);
  }
  return { files, distributions, columns: [...columns], bbox: boxes.length === 0 ? undefined : mergeBoxes(boxes) };
}

/** Reads the first row of a table; nothing if it cannot be read as one. */
async function readColumns(path: string): Promise<readonly string[]> {
  const rows = createReadStream(path, { end: 65_535 }).pipe(parse({ to: 1, bom: true, relax_quotes: true, skip_records_with_error: true }));
  try {
    for await (const row of rows) return (row as readonly string[]).map((name) => name.trim()).filter((name) => name !== ''); // `as`: the parser gives rows of texts.
  } catch {
    return [];
  }
  return [];
}

/** Finds the area of a GeoJSON file; nothing if it is too large, or has none. */
function findBox(path: string): Box | undefined {
  if (statSync(path).size > largestGeoJson) return undefined;
  try {
    const shape: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(shape) ? readGeoJson(shape) : undefined;
  } catch {
    return undefined;
  }
}
