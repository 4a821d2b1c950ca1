import { Readable } from 'node:stream';
import { DocumentFault } from './document-fault';
import type { RdfQuad } from './rdf-graph';

/** Sends a text through a parser, hands over its statements, and keeps the first error of either. @throws DocumentFault */
export function sendThrough(text: AsyncIterable<string>, parser: NodeJS.ReadWriteStream, onQuad: (quad: RdfQuad) => void): Promise<void> {
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

function describeFault(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** Returns the line that the message of a parser names. */
function readLine(error: unknown): number {
  const named = error instanceof Error ? /(?:line |^)(\d+)(?:[.:]|:\d+)/.exec(error.message)?.[1] : undefined;
  return Number(named ?? 1);
}
