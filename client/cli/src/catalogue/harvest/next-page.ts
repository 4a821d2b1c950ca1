import { readFile } from 'node:fs/promises';
import { isObject } from '../fields';
import { findKind } from '../input/read-documents';
import { loadRdf } from '../input/load-rdf';
import { RecordError } from '../record-error';
import { parseJson } from './parse-text';

const hydraNext: readonly string[] = ['http://www.w3.org/ns/hydra/core#next', 'http://www.w3.org/ns/hydra/core#nextPage'];

/** A page that was fetched: its file, its address, and its Link header. */
interface FetchedPage {
  readonly file: string;
  readonly address: string;
  readonly link: string | undefined;
}

/** Returns the address of the page after one: by its Link header, by Hydra in RDF, or by the count of CKAN's `package_search`. */
export async function findNextPage({ file, address, link = '' }: FetchedPage): Promise<string | undefined> {
  const byHeader = /<([^>]+)>\s*;[^,]*\brel="?next\b/.exec(link)?.[1];
  const next =
    byHeader ?? (/\/action\/package_search\b/.test(address) ? await findCkanNext(file, address) : await findHydraNext(file, address));
  if (next === undefined) return undefined;
  const url = new URL(next, address);
  return url.origin === new URL(address).origin ? url.href : undefined;
}

async function findCkanNext(file: string, address: string): Promise<string | undefined> {
  const answer = parseJson(await readFile(file, 'utf8'));
  const result = isObject(answer) ? answer['result'] : undefined;
  if (!isObject(result) || !Array.isArray(result['results']) || typeof result['count'] !== 'number') return undefined;
  const url = new URL(address);
  const start = Number(url.searchParams.get('start') ?? 0) + result['results'].length;
  if (result['results'].length === 0 || start >= result['count']) return undefined;
  url.searchParams.set('start', String(start));
  return url.href;
}

/** A page that cannot be read has no next one; the fault is reported when its records are read. */
async function findHydraNext(file: string, address: string): Promise<string | undefined> {
  const kind = await findKind(file).catch(() => undefined);
  const isJsonLd = kind === 'json' && (await readFile(file, 'utf8')).includes('hydra');
  if (kind !== 'turtle' && kind !== 'rdf-xml' && !isJsonLd) return undefined;
  let next: string | undefined;
  try {
    await loadRdf(
      file,
      ({ predicate, object }) => {
        if (hydraNext.includes(predicate.value)) next = object.value;
      },
      address,
    );
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  return next;
}
