import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabundError } from '@databund/client';
import { listErrors } from '@databund/model';
import { Type, type Static } from '@sinclair/typebox';
import writeFileAtomic from 'write-file-atomic';
import { removeFromText } from '../credentials';
import { fetchPage, Page } from './fetch-page';
import { parseJson } from './parse-text';
import type { Source } from './source-file';

const Fetch = Type.Object({ pages: Type.Array(Page), isComplete: Type.Boolean() });
type Fetch = Static<typeof Fetch>;

const maxPages = 100_000;
/** Limits the time after which an interrupted fetch is continued; later its pages would be of another time. */
const continuedMs = 24 * 3_600_000;

/** The files of a source on this machine. */
export interface Fetched {
  readonly files: readonly string[];
  /** The web addresses of files that were fetched. */
  readonly addresses?: ReadonlyMap<string, string>;
  /** Set if the files are those of the last complete fetch. */
  readonly isUnchanged: boolean;
  /** Set if the source changed while its pages were fetched, so that a record between two pages may be missing. */
  readonly isShifted?: boolean;
}

/** Fetches all pages of a web address into a folder. @throws DatabundError */
export async function fetchPages(source: Source, folder: string): Promise<Fetched> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'fetch.json');
  const { pages, old, isComplete } = readLog(log);
  let isUnchanged = isComplete;
  const seen = new Set(pages.map(({ address }) => address));
  let next = pages.length > 0 ? pages.at(-1)?.next : orderPackages(source.address);
  while (next !== undefined) {
    requireNewPage(next, seen, log);
    const { page, isNew } = await fetchPage({ source, folder, address: next, number: pages.length + 1, known: old.get(next) });
    isUnchanged &&= !isNew;
    pages.push(page);
    next = page.next;
    writeFileAtomic.sync(log, JSON.stringify({ pages, isComplete: next === undefined } satisfies Fetch));
  }
  removeOthers(folder, new Set(pages.map(({ file }) => file)));
  const addresses = new Map(pages.map(({ file, address }) => [join(folder, file), removeFromText(address)]));
  return { files: [...addresses.keys()], addresses, isUnchanged, isShifted: isShifted(pages) };
}

/** Returns the address of CKAN's packages in a fixed order, because else one that changes moves to another page. */
function orderPackages(address: string): string {
  const url = new URL(address);
  if (!url.pathname.endsWith('/action/package_search') || url.searchParams.has('sort')) return address;
  url.searchParams.set('sort', 'id asc');
  return url.href;
}

/** Returns whether pages differ in the number of all records, or have fewer than that. */
function isShifted(pages: readonly Page[]): boolean {
  const totals = new Set(pages.flatMap(({ total }) => total ?? []));
  const counts = pages.map(({ count }) => count);
  const read = counts.reduce<number>((sum, count) => sum + (count ?? 0), pages[0]?.start ?? 0);
  const [total = 0] = totals;
  return totals.size > 1 || (totals.size === 1 && counts.every((count) => count !== undefined) && read < total);
}

/** Rejects a page that was fetched before, or too many. The next run then begins at the first page. @throws DatabundError INPUT_INVALID */
function requireNewPage(address: string, seen: Set<string>, log: string): void {
  const reason = seen.has(address) ? 'is a page that other pages name as next again' : 'is behind more than 100,000 pages';
  if (seen.has(address) || seen.size >= maxPages) {
    rmSync(log, { force: true });
    throw new DatabundError('INPUT_INVALID', { errors: [{ path: '/url', reason: `${reason}: ${address}` }] });
  }
  seen.add(address);
}

function removeOthers(folder: string, used: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) if (name.startsWith('page-') && !used.has(name)) rmSync(join(folder, name));
}

/** Holds the pages that an earlier run fetched. */
interface Before {
  readonly pages: Page[];
  readonly old: ReadonlyMap<string, Page>;
  readonly isComplete: boolean;
}

/** Reads the pages of an interrupted fetch, which is continued, and those of a complete or an old one, which are compared. */
function readLog(path: string): Before {
  const log = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  if (!isFetch(log)) return { pages: [], old: new Map(), isComplete: false };
  const { isComplete } = log;
  if (!isComplete && Date.now() - statSync(path).mtimeMs < continuedMs) return { pages: [...log.pages], old: new Map(), isComplete };
  return { pages: [], old: new Map(log.pages.map((page) => [page.address, page])), isComplete };
}

function isFetch(value: unknown): value is Fetch {
  return listErrors(Fetch, value).length === 0;
}
