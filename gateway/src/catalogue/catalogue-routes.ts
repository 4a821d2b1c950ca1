import { createHash } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { Type } from '@sinclair/typebox';
import { type ExchangeError, ListingContent, transactions } from '@databund/model';
import { mapConcurrently } from '../delivery/map-concurrently';
import type { Cursors } from '../http/cursors';
import { rejectOtherMethods } from '../http/methods';
import { readDate } from '../http/read-date';
import { createInputError, isValid, parse } from '../http/validation';
import { refusePast } from '../read-model/asked-view';
import { openReader, type CatalogueReader, type ReaderContext } from './catalogue-reader';
import { dataJsonHead, describeDataJson } from './data-json';
import type { Listed } from './dcat-node';
import { catalogueTypes, writeCatalogue, writeListing, type CatalogueFormat } from './write-catalogue';

const defaultLimit = 100;
const concurrentReads = 8;
const formats: readonly CatalogueFormat[] = ['jsonld', 'turtle', 'csv', 'data-json'];

const Row = Type.Object({ id: Type.String(), version: Type.Integer(), change: Type.Object({ at: Type.String() }) });
const Rows = Type.Object({ items: Type.Array(Row), next: Type.Optional(Type.String()) });
const Listing = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  content: ListingContent,
  change: Type.Object({ at: Type.String() }),
});

/** The parts of the gateway that the routes of the catalogue need. */
interface CatalogueContext extends ReaderContext {
  readonly cursors: Cursors;
}

/** A page of listings with the cursor of the page after it. */
interface ListedPage {
  readonly listings: readonly Listed[];
  readonly next: string | undefined;
}

/** Returns the routes by which data portals read the listings that the caller may see: DCAT-AP 3, DCAT-US 1.1 and CSV. */
export function createCatalogueRoutes(context: CatalogueContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/v1/catalogue', servePage(context));
  router.get('/data.json', serveDataJson(context));
  router.get('/v1/listings/:id', serveListing(context));
  router.all(['/v1/catalogue', '/data.json'], rejectOtherMethods(['GET']));
  return router;
}

function servePage({ cursors, ...context }: CatalogueContext): RequestHandler {
  return async (request, response) => {
    const reader = await openReader(context, request);
    const format = chooseFormat(request, formats[0]);
    const { limit, cursor, since } = readQuery(request);
    const list = transactions.ListListings;
    const filter = { state: 'LISTED', limit };
    const command = cursors.open(list, cursor === undefined ? filter : { ...filter, cursor });
    const page = await readPage(reader, command, since);
    const { next } = page;
    const sealed = next === undefined ? undefined : readNext(cursors.seal(list, filter, { items: [], next }));
    const base = getBase(request);
    const address = new URL(request.originalUrl, base).href;
    const following = sealed === undefined ? undefined : makeNext(address, sealed);
    if (following !== undefined) response.setHeader('Link', `<${following}>; rel="next"`);
    send({ request, response }, format, writeCatalogue(format, { listings: page.listings, base, address, next: following }), page.listings);
  };
}

/**
 * Serves all listings as one DCAT-US document, page by page, so that its size needs no memory. Its tag is that of the ledger's height.
 */
function serveDataJson(context: CatalogueContext): RequestHandler {
  return async (request, response) => {
    const reader = await openReader(context, request);
    const base = getBase(request);
    const { since } = readQuery(request);
    const etag = makeTag([reader.name, base, since, await reader.readMoment()]);
    response.setHeader('ETag', `W/${etag}`);
    response.setHeader('Cache-Control', 'private, no-cache');
    if (isKnown(request, etag, undefined)) {
      response.status(304).end();
      return;
    }
    let cursor: string | undefined;
    let isFirst = true;
    response.type('application/json');
    do {
      const command = { state: 'LISTED', limit: defaultLimit, ...(cursor !== undefined && { cursor }) };
      const { listings, next } = await readPage(reader, command, since);
      if (isFirst) response.write(`${JSON.stringify(dataJsonHead).slice(0, -1)},"dataset":[`);
      const datasets = listings.map((each) => JSON.stringify(describeDataJson(each, base)));
      if (datasets.length > 0) response.write(`${isFirst || !response.locals['hasDatasets'] ? '' : ','}\n${datasets.join(',\n')}`);
      response.locals['hasDatasets'] = response.locals['hasDatasets'] === true || datasets.length > 0;
      isFirst = false;
      cursor = next;
    } while (cursor !== undefined);
    response.end('\n]}\n');
  };
}

/** Serves one listing in a format of catalogues if the caller prefers one to the JSON of the exchange. */
function serveListing(context: CatalogueContext): RequestHandler {
  return async (request, response, next) => {
    response.vary('Accept');
    const wanted = request.accepts(['application/json', catalogueTypes.jsonld, catalogueTypes.turtle, catalogueTypes.csv]);
    const format = formats.find((each) => each !== 'data-json' && catalogueTypes[each] === wanted);
    if (!format) {
      next();
      return;
    }
    refusePast(request);
    const reader = await openReader(context, request);
    const id = String(request.params['id']);
    const { content, version, change } = parse(Listing, await reader.read(transactions.GetListing, { id }));
    const listing = { id, version, content, at: change.at };
    send({ request, response }, format, writeListing(format, listing, getBase(request)), [listing]);
  };
}

/** Reads a page of listings with their contents. One that was delisted since it was found is left out. */
async function readPage(reader: CatalogueReader, command: object, since: string | undefined): Promise<ListedPage> {
  const { items, next } = parse(Rows, await reader.read(transactions.ListListings, command));
  const wanted = items.filter(({ change }) => since === undefined || change.at >= since);
  const found = await mapConcurrently(wanted, concurrentReads, async ({ id, version }) => {
    const answer = await reader.read(transactions.GetListing, { id, version });
    return isValid(Listing, answer) ? { id, version, content: answer.content, at: answer.change.at } : undefined;
  });
  return { listings: found.filter((each) => each !== undefined), next };
}

/** Chooses the format by the query, or by what the caller accepts. @throws INPUT_INVALID */
function chooseFormat(request: Request, fallback: CatalogueFormat | undefined): CatalogueFormat {
  const { format } = request.query;
  const named = formats.find((each) => each === format);
  if (format !== undefined && !named) throw makeQueryError('format', `is not one of ${formats.join(', ')}`);
  const accepted = request.accepts([...new Set(formats.map((each) => catalogueTypes[each]))]);
  const byHeader = formats.find((each) => catalogueTypes[each] === accepted);
  return named ?? byHeader ?? fallback ?? 'jsonld';
}

interface CatalogueQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
  /** The time since which a listing changed. */
  readonly since: string | undefined;
}

function readQuery({ query }: Request): CatalogueQuery {
  const { limit, cursor, modifiedSince, ...others } = query;
  const unknown = Object.keys(others).find((name) => name !== 'format');
  if (unknown !== undefined) throw makeQueryError(unknown, 'is not known here');
  if (cursor !== undefined && typeof cursor !== 'string') throw makeQueryError('cursor', 'is given twice');
  return { limit: readLimit(limit), cursor, since: readTime(modifiedSince) };
}

function readLimit(limit: unknown): number {
  const count = limit === undefined ? defaultLimit : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > 200) throw makeQueryError('limit', 'is not a number from 1 to 200');
  return count;
}

function readTime(time: unknown): string | undefined {
  if (time === undefined) return undefined;
  if (typeof time !== 'string') throw makeQueryError('modifiedSince', 'is given twice');
  return readDate(time, 'modifiedSince');
}

function makeQueryError(name: string, reason: string): ExchangeError {
  return createInputError(`/${name}`, reason);
}

function readNext(answer: unknown): string | undefined {
  return isValid(Rows, answer) ? answer.next : undefined;
}

function makeNext(address: string, cursor: string): string {
  const next = new URL(address);
  next.searchParams.set('cursor', cursor);
  return next.href;
}

function getBase(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}`;
}

/** Sends a document with an ETag and the time of its newest listing, or 304 if the caller has it (RFC 9110, section 13). */
function send(
  { request, response }: { readonly request: Request; readonly response: Response },
  format: CatalogueFormat,
  body: string,
  listings: readonly Listed[],
): void {
  const newest = listings
    .map(({ at }) => at)
    .sort()
    .at(-1);
  const modified = newest === undefined ? undefined : new Date(newest).toUTCString();
  // The cursor of the next page differs each time, so the tag is that of the listings.
  const state = listings.map(({ id, version, at }) => [id, version, at]);
  const etag = makeTag([format, state, response.hasHeader('Link')]);
  response.setHeader('ETag', etag);
  if (modified !== undefined) response.setHeader('Last-Modified', modified);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.vary('Accept');
  if (isKnown(request, etag, modified)) response.status(304).end();
  else response.type(catalogueTypes[format]).send(body);
}

function makeTag(parts: readonly unknown[]): string {
  return `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}"`;
}

/** Returns whether the caller has a document: by its tag, or else by its time. */
function isKnown({ headers }: Request, etag: string, modified: string | undefined): boolean {
  const { 'if-none-match': tags, 'if-modified-since': since } = headers;
  if (tags !== undefined) return tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since);
}
