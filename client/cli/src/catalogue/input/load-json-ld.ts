import type { OutsideRecord } from '../record';
import { DocumentFault } from './document-fault';
import { findUnread } from './find-unread';
import { divideJsonLd, type JsonLdPart } from './divide-json-ld';
import { mendJsonLd } from './mend-rdf';
import type { RdfQuad } from './rdf-graph';
import { sendThrough } from './send-through';

/** Hands over the statements of a document of JSON-LD, part by part, and returns the values that none of them has, or that were mended. */
export async function loadJsonLd(path: string, onQuad: (quad: RdfQuad) => void, baseIRI: string): Promise<readonly OutsideRecord[]> {
  const outside: OutsideRecord[] = [];
  for await (const part of divideJsonLd(path)) {
    const quads: RdfQuad[] = [];
    try {
      for (const each of await loadPart(part, baseIRI, quads)) outside.push(part.place(each));
    } finally {
      quads.forEach(onQuad);
    }
  }
  return outside;
}

async function loadPart({ value: document }: JsonLdPart, baseIRI: string, quads: RdfQuad[]): Promise<readonly OutsideRecord[]> {
  const first = mendJsonLd(document);
  await parseJsonLd(first.value, baseIRI, quads);
  const missing = findUnread(first.value, quads).map(({ value }) => String(value));
  if (missing.length === 0) return first.outside;
  quads.length = 0;
  const second = mendJsonLd(document, new Set(missing));
  await parseJsonLd(second.value, baseIRI, quads);
  return [...second.outside, ...findUnread(second.value, quads)];
}

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
    await sendThrough(toChunks(JSON.stringify(document)), new JsonLdParser({ baseIRI, documentLoader }), (quad) => quads.push(quad));
  } catch (error) {
    throw remote ?? error;
  }
}

async function* toChunks(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield await Promise.resolve(text.slice(at, at + 65_536));
}
