import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Parser, type Quad } from 'n3';
import { parseAllDocuments } from 'yaml';
import type { SourceThing } from './find-lost';
import { listLeaves, parseJson } from './leaves';

const lists = ['dataset', 'service', 'datasetSeries', 'resources', 'catalog'];
/** The lists in which records are written inside others. */
const innerLists = ['seriesMember', 'servesDataset'];
const names = ['identifier', '@id', 'id', 'name'];

/** Reads the records of files in a way of its own, without the importers: what cannot be read is one record that must be refused. */
export function readThings(files: readonly string[]): readonly SourceThing[] {
  const rdf = files.filter((file) => /\.(?:ttl|trig|nt)$/.test(file));
  return [...files.filter((file) => !rdf.includes(file)).flatMap(readFile), ...readRdf(rdf)];
}

function readFile(file: string): readonly SourceThing[] {
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  const extension = extname(file);
  if (extension === '.csv') return readTable(text);
  if (extension === '.yaml') return readYaml(file, text);
  const value = parseJson(text);
  if (value === undefined) return [{ names: [basename(file)], leaves: [{ path: '', text }] }];
  if (extension === '.jsonld' && !text.includes('schema.org')) return readJsonLd(value);
  return readDocument(value, file);
}

function readDocument(document: unknown, file: string): readonly SourceThing[] {
  if (!isObject(document)) return [{ names: [basename(file)], leaves: listLeaves(document) }];
  const inner = lists.flatMap((name) => toArray(document[name]).map((record) => ({ name, record })));
  if ('url' in document || inner.length === 0 || 'result' in document)
    return [makeThing(isObject(document['result']) ? document['result'] : document, file)];
  const records = inner.flatMap(({ name, record }) => (name === 'catalog' ? readDocument(record, file) : readRecord(record, file)));
  const around = Object.fromEntries(Object.entries(document).filter(([name]) => !lists.includes(name)));
  return [...records, { names: [basename(file)], leaves: listLeaves(around) }];
}

/** Reads a record, and those inside it (DCAT-US 3) as records of their own. */
function readRecord(record: unknown, file: string): readonly SourceThing[] {
  if (!isObject(record)) return [makeThing(record, file)];
  const inside: readonly unknown[] = innerLists.flatMap((name) =>
    toArray(record[name]).filter((each) => isObject(each) && 'title' in each),
  );
  const own = Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      innerLists.includes(name) ? toArray(value).filter((each) => !inside.includes(each)) : value,
    ]),
  );
  return [makeThing(inside.length === 0 ? record : own, file), ...inside.flatMap((each) => readRecord(each, file))];
}

function makeThing(record: unknown, file: string): SourceThing {
  const known = isObject(record) ? names.flatMap((name) => describeName(record[name])) : [];
  return { names: [...known, basename(file)], leaves: listLeaves(record) };
}

function describeName(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return isObject(value) ? Object.values(value).flatMap(describeName) : [];
}

function readYaml(file: string, text: string): readonly SourceThing[] {
  return parseAllDocuments(text).map((document) => ({
    names: [basename(file, '.yaml'), basename(file)],
    leaves: document.errors.length > 0 ? [] : listLeaves(document.toJS()),
  }));
}

function readTable(text: string): readonly SourceThing[] {
  const [head = '', ...rows] = text.trim().split(/\r?\n/);
  const columns = head.split(',');
  return rows.map((row) => ({
    names: row.split(',').slice(0, 1),
    leaves: row.split(',').map((cell, at) => ({ path: columns[at] ?? '', text: cell.trim() })),
  }));
}

/** Reads the values of JSON-LD without its context: names of things are `@id`. */
function readJsonLd(document: unknown): readonly SourceThing[] {
  if (!isObject(document)) return [];
  const { '@context': _context, ...rest } = document;
  const ids: string[] = [];
  collectIds(rest, ids);
  return [{ names: ids, leaves: listLeaves(rest).filter(({ path }) => !/@language$|@type$/.test(path)) }];
}

function collectIds(value: unknown, ids: string[]): void {
  if (Array.isArray(value)) value.forEach((each) => collectIds(each, ids));
  else if (isObject(value)) {
    if (typeof value['@id'] === 'string') ids.push(value['@id']);
    Object.values(value).forEach((each) => collectIds(each, ids));
  }
}

/** Reads each statement of RDF as a leaf of its subject, and of everything that refers to it. */
function readRdf(files: readonly string[]): readonly SourceThing[] {
  const quads = files.flatMap((file): Quad[] => new Parser({ baseIRI: 'https://document.invalid/' }).parse(readFileSync(file, 'utf8')));
  const referring = new Map<string, Set<string>>();
  for (const { subject, object } of quads)
    if (object.termType !== 'Literal') referring.set(object.value, (referring.get(object.value) ?? new Set()).add(subject.value));
  const bySubject = new Map<string, Quad[]>();
  for (const quad of quads) bySubject.set(quad.subject.value, [...(bySubject.get(quad.subject.value) ?? []), quad]);
  return [...bySubject].map(([subject, statements]) => ({
    names: listAround(subject, referring),
    leaves: statements
      .filter(({ object, predicate }) => object.termType !== 'BlankNode' && !predicate.value.endsWith('#type'))
      .map(({ predicate, object }) => ({ path: predicate.value, text: object.value.trim() }))
      .filter(({ text }) => text !== ''),
  }));
}

function listAround(subject: string, referring: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const around = new Set([subject]);
  for (const each of around) if (around.size < 1_000) for (const outer of referring.get(each) ?? []) around.add(outer);
  return [...around];
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
