import { createHash } from 'node:crypto';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { openApi } from './document';

/** Serves the OpenAPI document, compressed, with an ETag. */
export function createDocumentRoute(): readonly RequestHandler[] {
  let document: { readonly text: string; readonly etag: string } | undefined; // Made by the first request: most processes are never asked for it.
  const serve: RequestHandler = (request, response) => {
    document ??= createDocument();
    response.setHeader('ETag', document.etag);
    response.setHeader('Cache-Control', 'no-cache');
    if (request.fresh) response.status(304).end();
    else response.type('application/json').send(document.text);
  };
  return [compression(), serve];
}

function createDocument(): { readonly text: string; readonly etag: string } {
  const text = JSON.stringify(openApi());
  return { text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` };
}
