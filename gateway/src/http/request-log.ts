import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import { readNotes } from './request-notes';

/** Gives each request an id, measures it, and logs its end with the caller, but without token, query and body. */
export function logRequests(log: Logger, metrics?: GatewayMetrics): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    const { ip: address } = request;
    response.setHeader('X-Request-Id', requestId);
    metrics?.beginRequest();
    response.once('close', () => {
      const ms = performance.now() - startedMs;
      const route = nameRoute(request);
      const { method, path } = request;
      const { statusCode: status, writableFinished: isWhole } = response;
      metrics?.endRequest({ method, route, status, seconds: ms / 1000 });
      const { isCounted: _isCounted, ...rest } = readNotes(request);
      log.info({ requestId, address, method, path, route, status, isWhole, ms: Math.round(ms), ...rest }, 'request');
    });
    next();
  };
}

/** Returns the pattern of the path of a request; `none` if no route has it. */
function nameRoute(request: Request): string {
  const route: unknown = request.route;
  const path: unknown = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  if (typeof path === 'string') return path;
  return Array.isArray(path) ? path.join(' ') : 'none';
}
