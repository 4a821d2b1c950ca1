import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Serves a text that never changes while the process runs, with an ETag. It is made by the first request: most processes are never asked. */
export function serveText(type: string, make: () => string): RequestHandler {
  let made: { readonly text: string; readonly etag: string } | undefined;
  return (request, response) => {
    made ??= withTag(make());
    response.setHeader('ETag', made.etag);
    response.setHeader('Cache-Control', 'no-cache');
    if (request.fresh) response.status(304).end();
    else response.type(type).send(made.text);
  };
}

function withTag(text: string): { readonly text: string; readonly etag: string } {
  return { text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` };
}
