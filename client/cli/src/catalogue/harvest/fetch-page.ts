import { createWriteStream, existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabundError, requestGuarded } from '@databund/client';
import { Type, type Static } from '@sinclair/typebox';
import { omitEmpty } from '../fields';
import { readPaging } from './next-page';
import type { Source } from './source-file';

/** A page that was fetched: its file, its conditions, the address of the next one, and the records in it, before it and in all pages. */
export const Page = Type.Object({
  address: Type.String(),
  file: Type.String(),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  next: Type.Optional(Type.String()),
  start: Type.Optional(Type.Number()),
  count: Type.Optional(Type.Number()),
  total: Type.Optional(Type.Number()),
});
export type Page = Static<typeof Page>;

const extensions: readonly (readonly [RegExp, string])[] = [
  [/ld\+json/, 'jsonld'],
  [/ndjson|jsonlines|json-seq/, 'ndjson'],
  [/json/, 'json'],
  [/turtle/, 'ttl'],
  [/trig/, 'trig'],
  [/n-triples|n-quads/, 'nt'],
  [/rdf\+xml|\/xml/, 'rdf'],
  [/yaml/, 'yaml'],
  [/csv/, 'csv'],
];

/** A page to fetch. */
export interface PageRequest {
  readonly source: Source;
  readonly folder: string;
  readonly address: string;
  readonly number: number;
  /** The page as the last fetch has it. */
  readonly known: Page | undefined;
}

const accepted = 'application/ld+json, text/turtle, application/trig, application/rdf+xml, application/json, text/csv, */*;q=0.1';
/** The largest page, and the slowest: fewer bytes than these in a minute end the fetch. */
const maxPageBytes = 4 * 1024 ** 3;
const [minuteMs, minBytes] = [60_000, 1_024];

/** Fetches a page into a file, unless it is as it was. @throws DatabundError NETWORK_UNAVAILABLE, INPUT_INVALID */
export async function fetchPage(wanted: PageRequest): Promise<{ readonly page: Page; readonly isNew: boolean }> {
  const { source, folder, address, number } = wanted;
  const known = wanted.known && existsSync(join(folder, wanted.known.file)) ? wanted.known : undefined;
  const headers = { accept: accepted, ...(known && makeConditions(known)) };
  const response = await requestGuarded(address, { headers, isPrivateAllowed: source.isPrivateAllowed ?? false });
  if (response.statusCode !== 200) response.destroy();
  if (response.statusCode === 304 && known) return { page: known, isNew: false };
  if (response.statusCode !== 200) throw new DatabundError('NETWORK_UNAVAILABLE', { url: address, status: response.statusCode }, 0);
  const file = `page-${String(number).padStart(6, '0')}-${String(Date.now())}.${chooseExtension(address, response)}`;
  await saveBody(response, join(folder, file), address);
  const { etag, 'last-modified': lastModified } = response.headers;
  const link = [response.headers.link ?? []].flat().join(', ');
  return {
    page: omitEmpty({ address, file, etag, lastModified, ...(await readPaging({ file: join(folder, file), address, link })) }),
    isNew: true,
  };
}

async function saveBody(response: IncomingMessage, file: string, address: string): Promise<void> {
  const fail = (reason: string) => new DatabundError('NETWORK_UNAVAILABLE', { url: address, reason }, 0);
  let bytes = 0;
  let bytesBefore = 0;
  const watch = setInterval(() => {
    if (bytes - bytesBefore < minBytes) response.destroy(fail(`sends fewer than ${String(minBytes)} bytes a minute`));
    bytesBefore = bytes;
  }, minuteMs);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxPageBytes) response.destroy(fail(`is larger than ${String(maxPageBytes)} bytes`));
  });
  try {
    await pipeline(response, createWriteStream(file));
  } catch (error) {
    throw error instanceof DatabundError ? error : fail(error instanceof Error ? error.message : String(error));
  } finally {
    clearInterval(watch);
  }
  if (bytes === 0) throw fail('has an empty body');
}

function makeConditions({ etag, lastModified }: Page): Readonly<Record<string, string>> {
  return { ...(etag !== undefined && { 'if-none-match': etag }), ...(lastModified !== undefined && { 'if-modified-since': lastModified }) };
}

function chooseExtension(address: string, { headers }: IncomingMessage): string {
  const type = headers['content-type'] ?? '';
  const byType = extensions.find(([form]) => form.test(type))?.[1];
  const byName = /\.(jsonld|ndjson|jsonl|json|ttl|trig|nt|rdf|xml|yaml|yml|csv|tsv)(?:\.gz)?$/i.exec(new URL(address).pathname)?.[1];
  return byType ?? byName?.toLowerCase() ?? 'data';
}
