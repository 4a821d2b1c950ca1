import { Router } from 'express';
import { otherMethod, patternOf } from '../http/transaction-routes';
import { download } from './download';
import type { DeliveryContext } from './held-file';
import { ServedBytes } from './served-bytes';
import { upload } from './upload';

/** Where the bytes of a listing are put, and where those of a delivery are fetched. */
export const bytePaths = {
  held: '/v1/listings/{id}/versions/{version}/distributions/{name}',
  delivered: '/v1/deliveries/{id}/distributions/{name}',
} as const;

/** Where providers leave the bytes of their listings, and buyers fetch them under an open delivery. */
export function deliveryRoutes(context: DeliveryContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const served = new ServedBytes();
  const [held, delivered] = [patternOf(bytePaths.held), patternOf(bytePaths.delivered)];
  router.put(held, (request, response) => upload(context, request, response));
  router.all(held, otherMethod(['PUT']));
  router.get(delivered, (request, response) => download(context, served, { request, response }));
  router.all(delivered, otherMethod(['GET']));
  return router;
}
