import { DatabundError } from '@databund/client';
import { findKind } from '../input/read-documents';
import { loadRdf } from '../input/load-rdf';
import { Outline } from '../input/outline';
import { readTextChunks } from '../input/read-text';
import { splitJson } from '../input/split-json';
import { ckan } from '../formats/ckan';
import { isObject, omitEmpty } from '../fields';
import { RecordError } from '../record-error';

const hydra = 'http://www.w3.org/ns/hydra/core#';

/** A page that was fetched: its file, its address, and its Link header. */
interface FetchedPage {
  readonly file: string;
  readonly address: string;
  readonly link: string;
}

/** Names the address of the next page, and the number of records in a page, before it and in all pages. */
export interface Paging {
  readonly next?: string;
  readonly start?: number;
  readonly count?: number;
  readonly total?: number;
}

/**
 * Returns what a page says of the others by its Link header, by Hydra in RDF, or by the count of CKAN's `package_search`.
 * @throws DatabundError INPUT_INVALID for a next page that is no address, or on another host
 */
export async function readPaging({ file, address, link }: FetchedPage): Promise<Paging> {
  const byHeader = /<([^>]+)>\s*;[^,]*\brel="?next\b/.exec(link)?.[1];
  const paging: Paging = /\/action\/package_search\b/.test(address)
    ? await readCkanPaging(file, address)
    : await readHydraPaging(file, address);
  const next = byHeader ?? paging.next;
  return omitEmpty({ ...paging, next: next === undefined ? undefined : resolveNext(next, address) });
}

/** Resolves the address of the next page. Portals behind a proxy write http for https. */
function resolveNext(next: string, address: string): string {
  const before = new URL(address);
  const url = URL.canParse(next, address) ? new URL(next, address) : undefined;
  if (url?.hostname !== before.hostname)
    throw new DatabundError('INPUT_INVALID', {
      errors: [{ path: '/url', reason: `names a next page that is not on its host: ${next.slice(0, 500)}; the page is ${address}` }],
    });
  if (url.origin !== before.origin) [url.protocol, url.port] = [before.protocol, before.port];
  return url.href;
}

async function readCkanPaging(file: string, address: string): Promise<Paging> {
  const { count, total } = await countPackages(file);
  if (total === undefined) return {};
  const url = new URL(address);
  const start = Number(url.searchParams.get('start') ?? 0);
  url.searchParams.set('start', String(start + count));
  return { start, count, total, ...(count > 0 && start + count < total && { next: url.href }) };
}

/** Counts the packages of a page, one after another. A page that cannot be read has no next one; the fault is reported when it is read. */
async function countPackages(file: string): Promise<{ readonly count: number; readonly total?: number }> {
  const outline = new Outline();
  let count = 0;
  try {
    for await (const piece of splitJson(readTextChunks(file), ckan.parts?.canOpen)) {
      if (piece.kind === 'element' && piece.member === 'result.results') count += 1;
      outline.add(piece);
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { count };
  }
  const { result } = outline.value;
  const total = isObject(result) ? result['count'] : undefined;
  return typeof total === 'number' ? { count, total } : { count };
}

async function readHydraPaging(file: string, address: string): Promise<Paging> {
  const kind = await findKind(file).catch(() => undefined);
  if (kind !== 'turtle' && kind !== 'rdf-xml' && !(kind === 'json' && (await hasText(file, 'hydra')))) return {};
  const found: { next?: string; total?: number } = {};
  try {
    await loadRdf(
      file,
      ({ predicate, object }) => {
        if (predicate.value === `${hydra}next` || predicate.value === `${hydra}nextPage`) found.next = object.value;
        if (predicate.value === `${hydra}totalItems` && /^\d+$/.test(object.value)) found.total = Number(object.value);
      },
      address,
    );
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  return found;
}

async function hasText(file: string, text: string): Promise<boolean> {
  let last = '';
  for await (const chunk of readTextChunks(file)) {
    if ((last + chunk).includes(text)) return true;
    last = chunk.slice(-text.length);
  }
  return false;
}
