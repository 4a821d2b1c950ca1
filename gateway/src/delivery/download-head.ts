import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import { ExchangeError, type HeldDistribution } from '@databund/model';
import { parseRange, type ByteRange } from './byte-range';

/** Writes the head of an answer with bytes. Returns `undefined` if the caller has these bytes already (304). @throws RANGE_NOT_SATISFIABLE */
export function beginAnswer(headers: IncomingHttpHeaders, response: Response, file: HeldDistribution): ByteRange | undefined {
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
  describeBytes(response, file, range);
  return range;
}

function describeBytes(
  response: Response,
  { byteSize, hash, mediaType }: HeldDistribution,
  { start, end, isPart }: ByteRange & { readonly isPart: boolean },
): void {
  response.status(isPart ? 206 : 200);
  // A media type with parameters could make a browser render the bytes.
  response.setHeader('Content-Type', /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream');
  response.setHeader('Content-Length', end - start + 1);
  response.setHeader('Content-Disposition', 'attachment');
  response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(hash.value, 'hex').toString('base64')}:`);
  if (isPart) response.setHeader('Content-Range', `bytes ${String(start)}-${String(end)}/${String(byteSize)}`);
}

/** If-None-Match compares weakly, and `*` matches every tag (RFC 9110, section 13.1.2). */
function hasTag(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim())) ?? false;
}
