import type { Request, RequestHandler } from 'express';
import { ExchangeError } from '@databund/model';
import type { GatewayMetrics } from './gateway-metrics';

/** Callers that may read the figures: those on this machine, all, or nobody. */
export type MetricsAudience = 'loopback' | 'everyone' | 'off';

/** Answers the figures of the gateway. To others than its audience the path does not exist. @throws ROUTE_NOT_FOUND */
export function createMetricsRoute(metrics: GatewayMetrics, audience: MetricsAudience): RequestHandler {
  return async (request, response) => {
    if (audience === 'off' || (audience === 'loopback' && !isFromThisMachine(request))) throw new ExchangeError('ROUTE_NOT_FOUND');
    response.setHeader('Cache-Control', 'no-store');
    response.type(metrics.mediaType).send(await metrics.readText());
  };
}

/** Tells whether a request comes from this machine, and not from a proxy on it. */
function isFromThisMachine({ socket, headers }: Request): boolean {
  const isForwarded = 'x-forwarded-for' in headers || 'forwarded' in headers;
  return !isForwarded && /^(?:::1$|(?:::ffff:)?127\.)/.test(socket.remoteAddress ?? '');
}
