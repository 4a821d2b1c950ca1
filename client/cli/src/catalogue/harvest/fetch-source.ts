import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabundError, requestGuarded } from '@databund/client';
import { listErrors } from '@databund/model';
import { Type, type Static } from '@sinclair/typebox';
import writeFileAtomic from 'write-file-atomic';
import { UsageError } from '../../usage-error';
import { omitEmpty } from '../fields';
import { listFiles } from '../read-catalogue';
import { findNextPage } from './next-page';
import { parseJson } from './parse-text';
import type { Source } from './source-file';

const Page = Type.Object({
  address: Type.String(),
  file: Type.String(),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  next: Type.Optional(Type.String()),
});
type Page = Static<typeof Page>;
const Fetch = Type.Object({ pages: Type.Array(Page), isComplete: Type.Boolean() });
type Fetch = Static<typeof Fetch>;

const maxPages = 100_000;
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

/** The files of a source on this machine, and whether they are those of the last complete fetch. */
export interface Fetched {
  readonly files: readonly string[];
  readonly isUnchanged: boolean;
}

/**
 * Fetches a source into its folder: a file or folder as it is, the standard input (`-`), or a web address with all its pages. Pages that
 * an interrupted run fetched are not fetched again, and unchanged pages neither. @throws DatabundError, UsageError FILE_MISSING
 */
export async function fetchSource(source: Source, folder: string): Promise<Fetched> {
  const { address } = source;
  if (address === '-') return { files: [await keepInput(folder)], isUnchanged: false };
  if (/^https?:\/\//i.test(address)) return fetchPages(source, join(folder, 'cache'));
  if (!existsSync(address)) throw new UsageError('FILE_MISSING', `there is no file ${address}`);
  return { files: listFiles(address), isUnchanged: false };
}

async function keepInput(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'input');
  await pipeline(process.stdin, createWriteStream(file));
  return file;
}

async function fetchPages(source: Source, folder: string): Promise<Fetched> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'fetch.json');
  const before = readLog(log);
  const { pages, old } = splitLog(before);
  const seen = new Set(pages.map(({ address }) => address));
  let isUnchanged = before?.isComplete === true;
  let next = pages.length > 0 ? pages.at(-1)?.next : source.address;
  while (next !== undefined && pages.length < maxPages) {
    requireNewPage(next, seen);
    const { page, isNew } = await fetchPage({ source, folder, address: next, number: pages.length + 1, known: old.get(next) });
    isUnchanged &&= !isNew;
    pages.push(page);
    next = page.next;
    writeFileAtomic.sync(log, JSON.stringify({ pages, isComplete: next === undefined } satisfies Fetch));
  }
  removeOthers(folder, new Set(pages.map(({ file }) => file)));
  return { files: pages.map(({ file }) => join(folder, file)), isUnchanged };
}

/** Returns the pages of an interrupted fetch, which is continued, and those of a complete one, which are compared. */
function splitLog(before: Fetch | undefined): { readonly pages: Page[]; readonly old: ReadonlyMap<string, Page> } {
  const pages = before?.pages ?? [];
  if (before?.isComplete === false) return { pages: [...pages], old: new Map() };
  return { pages: [], old: new Map(pages.map((page) => [page.address, page])) };
}

function requireNewPage(address: string, seen: Set<string>): void {
  if (seen.has(address))
    throw new DatabundError('INPUT_INVALID', { errors: [{ path: '/url', reason: `is a page that names itself as next: ${address}` }] });
  seen.add(address);
}

function removeOthers(folder: string, used: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) if (name.startsWith('page-') && !used.has(name)) rmSync(join(folder, name));
}

interface PageRequest {
  readonly source: Source;
  readonly folder: string;
  readonly address: string;
  readonly number: number;
  /** The page as the last complete fetch has it. */
  readonly known: Page | undefined;
}

const accepted = 'application/ld+json, text/turtle, application/trig, application/rdf+xml, application/json, text/csv, */*;q=0.1';

async function fetchPage(wanted: PageRequest): Promise<{ readonly page: Page; readonly isNew: boolean }> {
  const { source, folder, address, number } = wanted;
  const known = wanted.known && existsSync(join(folder, wanted.known.file)) ? wanted.known : undefined;
  const headers = { accept: accepted, ...(known && makeConditions(known)) };
  const response = await requestGuarded(address, { headers, isPrivateAllowed: source.isPrivateAllowed ?? false });
  if (response.statusCode !== 200) response.resume();
  if (response.statusCode === 304 && known) return { page: known, isNew: false };
  if (response.statusCode !== 200) throw new DatabundError('NETWORK_UNAVAILABLE', { url: address, status: response.statusCode }, 0);
  const file = `page-${String(number).padStart(6, '0')}-${String(Date.now())}.${chooseExtension(address, response)}`;
  await pipeline(response, createWriteStream(join(folder, file))).catch((error: unknown) => {
    throw new DatabundError('NETWORK_UNAVAILABLE', { url: address, reason: error instanceof Error ? error.message : String(error) }, 0);
  });
  const link = [response.headers.link ?? []].flat().join(', ');
  return {
    page: makePage({ address, file, next: await findNextPage({ file: join(folder, file), address, link }) }, response),
    isNew: true,
  };
}

function makeConditions({ etag, lastModified }: Page): Readonly<Record<string, string>> {
  return { ...(etag !== undefined && { 'if-none-match': etag }), ...(lastModified !== undefined && { 'if-modified-since': lastModified }) };
}

function makePage(
  { address, file, next }: { readonly address: string; readonly file: string; readonly next: string | undefined },
  { headers: { etag, 'last-modified': lastModified } }: IncomingMessage,
): Page {
  return omitEmpty({ address, file, next, etag, lastModified });
}

function chooseExtension(address: string, { headers }: IncomingMessage): string {
  const type = headers['content-type'] ?? '';
  const byType = extensions.find(([form]) => form.test(type))?.[1];
  const byName = /\.(jsonld|ndjson|jsonl|json|ttl|trig|nt|rdf|xml|yaml|yml|csv|tsv)(?:\.gz)?$/i.exec(new URL(address).pathname)?.[1];
  return byType ?? byName?.toLowerCase() ?? 'data';
}

function readLog(path: string): Fetch | undefined {
  const log = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  return isFetch(log) ? log : undefined;
}

function isFetch(value: unknown): value is Fetch {
  return listErrors(Fetch, value).length === 0;
}
