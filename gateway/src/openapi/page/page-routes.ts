import { createHash } from 'node:crypto';
import compression from 'compression';
import { Router, type Request, type Response } from 'express';
import { parse } from '../../http/validation';
import { rejectOtherMethods } from '../../http/methods';
import { openApi } from '../document';
import { DocumentForm } from './document-form';
import { pageStyle } from './page-style';
import { writePage } from './write-page';

/** The addresses of the page for people, and of its style. */
export const pagePaths = { page: '/docs', style: '/docs/style.css', root: '/' } as const;

/** The page loads its style, and nothing else: no script, no image, nothing of another host. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the OpenAPI document as a page, compressed, with an ETag; the root of the gateway leads to it. */
export function createPageRoutes(): Router {
  const router = Router({ caseSensitive: true, strict: true });
  let page: string | undefined; // Made by the first request: most processes are never asked for it.
  router.get(pagePaths.page, compression(), (request, response) => {
    page ??= writePage(parse(DocumentForm, openApi()), pagePaths.style);
    response.setHeader('Content-Security-Policy', policy);
    send(request, response.type('html'), page);
  });
  router.get(pagePaths.style, (request, response) => send(request, response.type('css'), pageStyle));
  router.get(pagePaths.root, (_request, response) => response.redirect(pagePaths.page));
  router.all(Object.values(pagePaths), rejectOtherMethods(['GET']));
  return router;
}

function send(request: Request, response: Response, text: string): void {
  response.setHeader('ETag', `W/"${createHash('sha256').update(text).digest('base64url')}"`);
  response.setHeader('Cache-Control', 'no-cache');
  if (request.fresh) response.status(304).end();
  else response.send(text);
}
