import { Router } from 'express';
import { rejectOtherMethods } from '../http/methods';
import { bytePaths, createPattern } from '../http/paths';
import type { DeliveryContext } from './delivery-context';
import { download } from './download';
import { upload } from './upload';

/** Routes on which providers upload the bytes of their listings, and buyers download them under an open delivery. */
export function createDeliveryRoutes(context: DeliveryContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const [held, delivered] = [createPattern(bytePaths.held), createPattern(bytePaths.delivered)];
  router.put<string, { id: string; version: string; name: string }>(held, (request, response) => upload(context, request, response));
  router.all(held, rejectOtherMethods(['PUT']));
  router.get<string, { id: string; name: string }>(delivered, (request, response) => download(context, { request, response }));
  router.all(delivered, rejectOtherMethods(['GET']));
  return router;
}
