import { Readable } from 'node:stream';
import type { OutsideRecord } from '../record';
import { findKindByName, findKindByText } from './document-kind';
import { DocumentFault } from './document-fault';
import { findUnread } from './find-unread';
import { encodeIri, isIllegal, mendJsonLd, mendTurtle } from './mend-rdf';
import { countColons, parsePiece } from './parse-json';
import type { RdfQuad, RdfTerm } from './rdf-graph';
import { readHead, readText, readTextChunks } from './read-text';
import { unknownBase } from '../values/web-address';

/**
 * Parses a document of RDF and hands over each statement, also those before a fault; returns the values that no statement has, or that were
 * mended because the language forbids them. Remote JSON-LD contexts and XML entities are refused.
 * @throws DocumentFault
 */
export async function loadRdf(path: string, onQuad: (quad: RdfQuad) => void, base = unknownBase): Promise<readonly OutsideRecord[]> {
  const kind = findKindByName(path) ?? findKindByText(await readHead(path));
  const load = kind === 'turtle' ? loadTurtle : kind === 'rdf-xml' ? loadXml : loadJsonLd;
  const quads: RdfQuad[] = [];
  try {
    return await load(path, base, quads);
  } finally {
    for (const quad of quads) onQuad(quad);
  }
}

/** Adds the statements of a document to `quads`. */
type Load = (path: string, baseIRI: string, quads: RdfQuad[]) => Promise<readonly OutsideRecord[]>;

const loadTurtle: Load = async (path, baseIRI, quads) => {
  const { StreamParser } = await import('n3');
  try {
    await sendThrough(readTextChunks(path), new StreamParser({ baseIRI }), quads);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error;
    const { value, outside } = mendTurtle(await readText(path));
    if (outside.length === 0) throw error;
    quads.length = 0;
    await sendThrough(toChunks(value), new StreamParser({ baseIRI }), quads);
    return outside;
  }
};

const loadXml: Load = async (path, baseIRI, quads) => {
  const { RdfXmlParser } = await import('rdfxml-streaming-parser');
  const outside: OutsideRecord[] = [];
  try {
    await sendThrough(rejectEntities(readTextChunks(path)), new RdfXmlParser({ baseIRI, validateUri: false }), quads);
  } finally {
    quads.forEach((quad, index) => {
      quads[index] = mendQuad(quad, outside);
    });
  }
  return outside;
};

function mendQuad(quad: RdfQuad, outside: OutsideRecord[]): RdfQuad {
  const mend = (term: RdfTerm): RdfTerm => {
    if (term.termType !== 'NamedNode' || !isIllegal(term.value)) return term;
    outside.push({ path: quad.predicate.value, value: term.value, line: 1 });
    return { termType: 'NamedNode', value: encodeIri(term.value) };
  };
  return { subject: mend(quad.subject), predicate: quad.predicate, object: mend(quad.object) };
}

const loadJsonLd: Load = async (path, baseIRI, quads) => {
  const text = await readText(path);
  const document = parsePiece({ kind: 'root', member: '', text, line: 1, members: countColons(text) });
  const first = mendJsonLd(document);
  await parseJsonLd(first.value, baseIRI, quads);
  const missing = findUnread(first.value, quads).map(({ value }) => String(value));
  if (missing.length === 0) return first.outside;
  quads.length = 0;
  const second = mendJsonLd(document, new Set(missing));
  await parseJsonLd(second.value, baseIRI, quads);
  return [...second.outside, ...findUnread(second.value, quads)];
};

async function parseJsonLd(document: unknown, baseIRI: string, quads: RdfQuad[]): Promise<void> {
  const { JsonLdParser } = await import('jsonld-streaming-parser');
  let remote: DocumentFault | undefined;
  const documentLoader = {
    load: (url: string) => {
      remote = new DocumentFault(`names a context at ${url}, which is not fetched: put the context into the document`, 1, 'CONTEXT_REMOTE');
      return Promise.reject(remote);
    },
  };
  try {
    await sendThrough(toChunks(JSON.stringify(document)), new JsonLdParser({ baseIRI, documentLoader }), quads);
  } catch (error) {
    throw remote ?? error;
  }
}

async function* toChunks(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield await Promise.resolve(text.slice(at, at + 65_536));
}

/** Sends a text through a parser, and keeps the first error of either. */
function sendThrough(text: AsyncIterable<string>, parser: NodeJS.ReadWriteStream, quads: RdfQuad[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error instanceof DocumentFault ? error : new DocumentFault(`cannot be read: ${describeFault(error)}`, readLine(error)));
    };
    parser.on('data', (quad: RdfQuad) => quads.push(quad));
    parser.on('error', fail);
    parser.on('end', () => resolve());
    Readable.from(text).on('error', fail).pipe(parser);
  });
}

/** Rejects a document type, the only place in which XML declares entities. */
async function* rejectEntities(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let last = '';
  let line = 1;
  for await (const chunk of chunks) {
    if (/<!(?:DOCTYPE|ENTITY)/i.test(last + chunk)) throw new DocumentFault('has a document type, whose entities are not read', line);
    last = chunk.slice(-16);
    line += chunk.split('\n').length - 1;
    yield chunk;
  }
}

function describeFault(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** Returns the line that the message of a parser names. */
function readLine(error: unknown): number {
  const named = error instanceof Error ? /(?:line |^)(\d+)(?:[.:]|:\d+)/.exec(error.message)?.[1] : undefined;
  return Number(named ?? 1);
}
