import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import { ExchangeError, type HeldDistribution } from '@databund/model';
import { parseRange, type ByteRange } from './byte-range';

/** The part of a file that a request asks for. */
export interface AskedRange extends ByteRange {
  readonly isPart: boolean;
}

/** Finds the bytes to send; `undefined` if the caller has them already (304). @throws RANGE_NOT_SATISFIABLE */
export function findRange(headers: IncomingHttpHeaders, response: Response, file: HeldDistribution): AskedRange | undefined {
  const etag = `"${file.hash.value}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Cache-Control', 'private, no-store');
  if (hasTag(headers['if-none-match'], etag)) {
    response.status(304);
    return undefined;
  }
  const ifRange = headers['if-range'];
  const range = parseRange(ifRange === undefined || ifRange === etag ? headers.range : undefined, file.byteSize);
  if (!range) {
    response.setHeader('Content-Range', `bytes */${String(file.byteSize)}`);
    throw new ExchangeError('RANGE_NOT_SATISFIABLE', { byteSize: file.byteSize });
  }
  return range;
}

/** Writes the head of an answer with bytes. */
export function describeBytes(
  response: Response,
  { name, byteSize, hash, mediaType }: HeldDistribution,
  { start, end, isPart }: AskedRange,
): void {
  response.status(isPart ? 206 : 200);
  response.attachment(name); // Writes other letters than ASCII by RFC 8187.
  // A media type with parameters could make a browser render the bytes.
  response.setHeader('Content-Type', /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream');
  response.setHeader('Content-Length', end - start + 1);
  response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(hash.value, 'hex').toString('base64')}:`);
  if (isPart) response.setHeader('Content-Range', `bytes ${String(start)}-${String(end)}/${String(byteSize)}`);
}

/** If-None-Match compares weakly, and `*` matches every tag (RFC 9110, section 13.1.2). */
function hasTag(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim())) ?? false;
}
