import { Readable } from 'node:stream';
import { findKindByName, findKindByText } from './document-kind';
import { DocumentFault } from './document-fault';
import { readHead, readTextChunks } from './read-text';
import type { RdfQuad } from './rdf-graph';

/** Parses a document of RDF and hands over each statement. Remote JSON-LD contexts and XML entities are refused. @throws DocumentFault */
export async function loadRdf(path: string, onQuad: (quad: RdfQuad) => void, base = 'https://document.invalid/'): Promise<void> {
  const kind = findKindByName(path) ?? findKindByText(await readHead(path));
  if (kind === 'turtle') await loadTurtle(path, onQuad, base);
  else if (kind === 'rdf-xml') await loadXml(path, onQuad, base);
  else await loadJsonLd(path, onQuad, base);
}

async function loadTurtle(path: string, onQuad: (quad: RdfQuad) => void, baseIRI: string): Promise<void> {
  const { StreamParser } = await import('n3');
  await sendThrough(readTextChunks(path), new StreamParser({ baseIRI }), onQuad);
}

async function loadXml(path: string, onQuad: (quad: RdfQuad) => void, baseIRI: string): Promise<void> {
  const { RdfXmlParser } = await import('rdfxml-streaming-parser');
  await sendThrough(rejectEntities(readTextChunks(path)), new RdfXmlParser({ baseIRI }), onQuad);
}

async function loadJsonLd(path: string, onQuad: (quad: RdfQuad) => void, baseIRI: string): Promise<void> {
  const { JsonLdParser } = await import('jsonld-streaming-parser');
  const documentLoader = {
    load: (url: string) => {
      throw new DocumentFault(`names a context at ${url}, which is not fetched: put the context into the document`, 1, 'CONTEXT_REMOTE');
    },
  };
  await sendThrough(readTextChunks(path), new JsonLdParser({ baseIRI, documentLoader }), onQuad);
}

/** Sends a text through a parser, and keeps the first error of either. */
function sendThrough(text: AsyncIterable<string>, parser: NodeJS.ReadWriteStream, onQuad: (quad: RdfQuad) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error instanceof DocumentFault ? error : new DocumentFault(`cannot be read: ${describeFault(error)}`, readLine(error)));
    };
    parser.on('data', onQuad);
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
