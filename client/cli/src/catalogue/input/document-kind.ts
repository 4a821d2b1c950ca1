import { basename } from 'node:path';
import { getOwn } from '../fields';

/** The ways in which documents are written. */
export type DocumentKind = 'json' | 'json-lines' | 'turtle' | 'rdf-xml' | 'yaml' | 'csv';

const byExtension: Readonly<Record<string, DocumentKind>> = {
  ...{ json: 'json', jsonld: 'json', ndjson: 'json-lines', jsonl: 'json-lines', csv: 'csv', tsv: 'csv', yaml: 'yaml', yml: 'yaml' },
  ...{ ttl: 'turtle', trig: 'turtle', nt: 'turtle', nq: 'turtle', rdf: 'rdf-xml', xml: 'rdf-xml', owl: 'rdf-xml' },
};

/** Returns how a file is written by the extension of its name, also before `.gz`. */
export function findKindByName(path: string): DocumentKind | undefined {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(basename(path))?.[1]?.toLowerCase() ?? '';
  return getOwn(byExtension, extension);
}

/** Returns how a text is written by its first characters. */
export function findKindByText(head: string): DocumentKind {
  const text = head.trimStart();
  if (/^(?:<\?xml|<rdf:RDF|<!DOCTYPE|<!--)/i.test(text)) return 'rdf-xml';
  if (/^[{[]/.test(text)) return isLines(text) ? 'json-lines' : 'json';
  if (/^(?:#.*\n\s*)*(?:@prefix|@base|PREFIX\b|BASE\b|<[^>\s]*>|_:)/i.test(text)) return 'turtle';
  return /^(?:---|[A-Za-z][\w &-]*:(?:\s|$))/.test(text) ? 'yaml' : 'csv';
}

/** Returns whether the first line is a whole JSON value and another one follows. */
export function isLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end < 0 || !/^\s*\{/.test(text.slice(end))) return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}
