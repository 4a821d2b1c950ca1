import type { OutsideRecord } from '../record';
import { unknownBase } from '../values/web-address';
import { DocumentFault } from './document-fault';
import { findKindByName, findKindByText } from './document-kind';
import { loadJsonLd } from './load-json-ld';
import { encodeIri, isIllegal } from './mend-rdf';
import { mendTurtle } from './mend-turtle';
import type { RdfQuad, RdfTerm } from './rdf-graph';
import { readHead, readTextChunks } from './read-text';
import { sendThrough } from './send-through';

/**
 * Parses a document of RDF and hands over each statement, also those before a fault; returns the values that no statement has, or that were
 * mended because the language forbids them. Remote JSON-LD contexts and XML entities are refused.
 * @throws DocumentFault
 */
export async function loadRdf(path: string, onQuad: (quad: RdfQuad) => void, base = unknownBase): Promise<readonly OutsideRecord[]> {
  const kind = findKindByName(path) ?? findKindByText(await readHead(path));
  if (kind === 'turtle') return loadTurtle(path, onQuad, base);
  return kind === 'rdf-xml' ? loadXml(path, onQuad, base) : loadJsonLd(path, onQuad, base);
}

/** Hands over the statements of a document. */
type Load = (path: string, onQuad: (quad: RdfQuad) => void, baseIRI: string) => Promise<readonly OutsideRecord[]>;

const loadTurtle: Load = async (path, onQuad, baseIRI) => {
  const { StreamParser } = await import('n3');
  const outside: OutsideRecord[] = [];
  const text = mendTurtle(readTextChunks(path), (each) => outside.push(each));
  await sendThrough(text, new StreamParser({ baseIRI }), onQuad);
  return outside;
};

const loadXml: Load = async (path, onQuad, baseIRI) => {
  const { RdfXmlParser } = await import('rdfxml-streaming-parser');
  const outside: OutsideRecord[] = [];
  const parser = new RdfXmlParser({ baseIRI, validateUri: false });
  await sendThrough(rejectEntities(readTextChunks(path)), parser, (quad) => onQuad(mendQuad(quad, outside)));
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
