import type { Connection } from './connection';
import { DatabundError, isObject } from './databund-error';

/** The format of an export, and since when a listing must have changed. */
export interface CatalogueExport {
  readonly format: 'jsonld' | 'turtle' | 'data-json' | 'csv';
  /** A time in UTC: YYYY-MM-DDTHH:mm:ss.sssZ. */
  readonly modifiedSince?: string;
  /** Listings for each request, at most 200. */
  readonly limit?: number;
}

/** A part of a document, and the number of listings in it. */
export interface CataloguePart {
  readonly text: string;
  readonly listings: number;
}

const decoder = new TextDecoder();

/** Yields the pages of a catalogue as parts of one document. @throws DatabundError */
export async function* exportCatalogue(connection: Connection, options: CatalogueExport): AsyncGenerator<CataloguePart> {
  const joined = joiners[options.format];
  let isFirst = true;
  for await (const page of readPages(connection, options)) {
    yield joined.join(page, isFirst);
    isFirst = false;
  }
  if (joined.end !== '') yield { text: joined.end, listings: 0 };
}

async function* readPages(connection: Connection, { format, limit = 100, modifiedSince }: CatalogueExport): AsyncGenerator<string> {
  const query = { format, limit: String(limit), ...(modifiedSince !== undefined && { modifiedSince }) };
  let path: string | undefined = `/v1/catalogue?${new URLSearchParams(query).toString()}`;
  while (path !== undefined) {
    const answer = await connection.sendForResponse({ method: 'GET', path });
    const next = findNext(answer.headers?.get('link') ?? '');
    yield decoder.decode(await answer.arrayBuffer());
    path = next;
  }
}

function findNext(link: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  if (next === undefined) return undefined;
  const { pathname, search } = new URL(next);
  return pathname + search;
}

interface Joiner {
  readonly join: (page: string, isFirst: boolean) => CataloguePart;
  readonly end: string;
}

/** Joins pages into one document. The catalogue of the first page is the only one of JSON. */
const joiners: Readonly<Record<CatalogueExport['format'], Joiner>> = {
  turtle: { join: (text) => ({ text, listings: text.split(' a dcat:Dataset').length - 1 }), end: '' },
  csv: {
    join: (page, isFirst) => {
      const rows = page.slice(page.indexOf('\r\n') + 2);
      return { text: isFirst ? page : rows, listings: rows.split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/).length - 1 };
    },
    end: '',
  },
  jsonld: { join: (page, isFirst) => joinJson(page, isFirst, '@graph'), end: '\n]}\n' },
  'data-json': { join: (page, isFirst) => joinJson(page, isFirst, 'dataset'), end: '\n]}\n' },
};

function joinJson(page: string, isFirst: boolean, member: string): CataloguePart {
  const document: unknown = JSON.parse(page);
  const list: unknown = isObject(document) ? document[member] : undefined;
  if (!isObject(document) || !Array.isArray(list)) throw new DatabundError('INTERNAL', { reason: `the gateway returned no ${member}` });
  const isRecord = (each: unknown) => member === 'dataset' || (isObject(each) && each['@type'] === 'dcat:Dataset');
  const head = JSON.stringify({ ...document, [member]: undefined }).slice(0, -1);
  const parts = list.map((each) => JSON.stringify(each));
  const text = `${isFirst ? `${head}${head === '{' ? '' : ','}${JSON.stringify(member)}:[\n` : parts.length > 0 ? ',\n' : ''}${parts.join(',\n')}`;
  return { text, listings: list.filter(isRecord).length };
}
