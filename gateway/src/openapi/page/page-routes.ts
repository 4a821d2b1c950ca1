import compression from 'compression';
import { Router } from 'express';
import { parse } from '../../http/validation';
import { rejectOtherMethods } from '../../http/methods';
import { serveText } from '../../http/serve-text';
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
  const servePage = serveText('html', () => writePage(parse(DocumentForm, openApi()), pagePaths.style));
  router.get(pagePaths.page, compression(), (request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    return servePage(request, response, next);
  });
  router.get(
    pagePaths.style,
    serveText('css', () => pageStyle),
  );
  router.get(pagePaths.root, (_request, response) => response.redirect(pagePaths.page));
  router.all(Object.values(pagePaths), rejectOtherMethods(['GET']));
  return router;
}
