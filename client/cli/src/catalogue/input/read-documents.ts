import { basename, dirname } from 'node:path';
import { findFormatByHead, type FormatChoice } from './choose-format';
import { DocumentFault } from './document-fault';
import { findKindByName, findKindByText, isLines, type DocumentKind } from './document-kind';
import { loadRdf } from './load-rdf';
import { RdfGraph } from './rdf-graph';
import { readGraph, watchedTypes } from './read-graph';
import { toFault, type ReadItem } from './read-item';
import { readJson, readOutside } from './read-json';
import { readCsv, readYaml } from './read-other';
import { readLines, readRows } from './read-rows';
import { readHead } from './read-text';

/** The addresses of files that were fetched, by which their relative addresses are resolved. */
export type FileAddresses = ReadonlyMap<string, string>;

/** Yields the records of files that together are one catalogue, one after another. RDF of several files is one graph. */
export async function* readDocuments(
  files: readonly string[],
  choice: FormatChoice,
  addresses: FileAddresses = new Map(),
): AsyncGenerator<ReadItem> {
  const graph = new RdfGraph(watchedTypes);
  const graphFiles: string[] = [];
  const addRdf = (file: string) => addToGraph(graph, file, { graphFiles, base: addresses.get(file) });
  try {
    for (const file of files) {
      try {
        yield* readOne(file, choice, addRdf);
      } catch (error) {
        // Nothing is gone, because the rest of the document is unknown.
        yield { ...toFault(error, file), isBroken: true };
      }
    }
    if (graphFiles.length > 0) yield* readGraph(graph, graphFiles);
  } finally {
    graph.close();
  }
}

/** Returns how a file is written. A name that says JSON may hold one value in each line. */
export async function findKind(file: string, encoding?: string): Promise<DocumentKind> {
  const byName = findKindByName(file);
  if (byName !== undefined && byName !== 'json') return byName;
  const head = await readHead(file, encoding);
  return byName === 'json' ? (isLines(head.trimStart()) ? 'json-lines' : 'json') : findKindByText(head);
}

interface Place {
  /** The files whose statements are in the graph. */
  readonly graphFiles: string[];
  readonly base: string | undefined;
}

/** Adds the statements of a file to a graph, and yields what was mended or could not become a statement. */
async function* addToGraph(graph: RdfGraph, file: string, { graphFiles, base }: Place): AsyncGenerator<ReadItem> {
  const document = `d${String(graphFiles.push(file))}-`;
  for (const outside of await loadRdf(file, (quad) => graph.add(quad, document), base)) yield { kind: 'outside', outside, file };
}

async function* readOne(file: string, choice: FormatChoice, addRdf: (file: string) => AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  if ((await readHead(file, choice.encoding)).trim() === '') throw new DocumentFault('is empty', 1);
  const kind = await findKind(file, choice.encoding);
  if (kind === 'turtle' || kind === 'rdf-xml') yield* addRdf(file);
  // A row has columns, not the members of a format, also if a column is called like one; only the user knows better.
  else if (kind === 'csv') yield* readRows(readCsv(file, choice.encoding), { ...choice, name: choice.name ?? 'table' }, file);
  else if (kind === 'yaml') yield* readRows(readYaml(file, choice.encoding), choice, file);
  else if (kind === 'json-lines') yield* readRows(readLines(file, choice.encoding), choice, file);
  else {
    const format = await findFormatByHead(file, choice);
    if (format === 'rdf') yield* addRdf(file);
    else if (format === 'schema') yield* readOutside(file, choice.encoding);
    else yield* readJson(file, choice, format);
  }
}

/** Returns the name of a file without its extensions, and its folder. */
export function splitPath(file: string): { readonly fileName: string; readonly folder: string } {
  return { fileName: basename(file).replace(/(?:\.[a-z]+)(?:\.gz)?$/i, ''), folder: dirname(file) };
}
