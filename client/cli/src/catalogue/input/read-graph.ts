import { catalogType, dcatAp, recordTypes } from '../formats/dcat-ap';
import { isEmpty } from '../members';
import type { SourcePlace } from '../record';
import type { SourceObject } from '../source-object';
import { getId, type RdfGraph } from './rdf-graph';
import type { ReadItem } from './read-item';
import { countLines, readTextChunks } from './read-text';

/** The types by which the things of a graph are found. */
export const watchedTypes = [...recordTypes, catalogType];

/** Yields the datasets, series and services of a graph, and the statements that belong to none of them. */
export async function* readGraph(graph: RdfGraph, files: readonly string[]): AsyncGenerator<ReadItem> {
  const [dataset, , service] = recordTypes;
  const isCatalog = (subject: string) => graph.hasType(subject, catalogType) && !graph.hasType(subject, service);
  const subjects = graph.listOf(...recordTypes).filter((subject) => !isCatalog(subject));
  const places = await findLines(files, subjects);
  for (const subject of subjects) {
    const { file, line } = places.get(subject) ?? { file: files[0] ?? '', line: 1 };
    const type = graph.hasType(subject, service) ? 'service' : graph.hasType(subject, dataset) ? 'dataset' : 'series';
    yield { kind: 'record', format: dcatAp, record: { value: graph.describe(subject, watchedTypes), line, type }, document: {}, file };
  }
  const known = new Set(subjects);
  for (const subject of graph.listUnwritten().filter((each) => !known.has(each))) {
    const value = withoutLinks(graph.describe(subject, watchedTypes), known);
    if (Object.keys(value).length > 1) yield { kind: 'outside', outside: { path: subject, value, line: 1 }, file: files[0] ?? '' };
  }
}

/** Leaves out the links of a catalogue to its records, which are listed themselves. */
function withoutLinks(value: SourceObject, known: ReadonlySet<string>): SourceObject {
  const isKnown = (each: unknown) => known.has(getId(each) ?? '');
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const kept: unknown = Array.isArray(member) ? member.filter((each) => !isKnown(each)) : member;
    return isKnown(kept) || isEmpty(kept) ? [] : [[name, kept]];
  });
  return Object.fromEntries(members);
}

/** An address in signs, as Turtle, RDF/XML and JSON-LD write it. */
const address = /[<"]([a-z][a-z0-9+.-]*:[^<>"\s]+)[>"]/gi;
/** The longest address whose begin and end may be in different chunks of a text. */
const maxAddress = 4_096;

/** Finds the lines on which files first name things by their whole addresses. */
async function findLines(files: readonly string[], subjects: readonly string[]): Promise<ReadonlyMap<string, SourcePlace>> {
  const found = new Map<string, SourcePlace>();
  // A text that a search found would keep the whole chunk in memory.
  const wanted = new Map(subjects.map((each) => [each, each]));
  for (const file of files)
    for await (const { iri, line } of listAddresses(file)) {
      const subject = wanted.get(iri);
      if (subject !== undefined && !found.has(subject)) found.set(subject, { file, line });
    }
  return found;
}

async function* listAddresses(file: string): AsyncGenerator<{ readonly iri: string; readonly line: number }> {
  let rest = '';
  let line = 1;
  for await (const chunk of readTextChunks(file)) {
    const text = rest + chunk;
    let counted = 0;
    for (const { 0: whole, 1: iri = '', index } of text.matchAll(address)) {
      line += countLines(text.slice(counted, index));
      counted = index;
      if (index + whole.length > rest.length) yield { iri, line };
    }
    const kept = Math.max(counted, text.length - maxAddress);
    line += countLines(text.slice(counted, kept));
    rest = text.slice(kept);
  }
}
