import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { ExchangeError } from '@databund/model';
import { deliveryRoutes } from './delivery/delivery-routes';
import type { DeliveryContext } from './delivery/held-file';
import { auditRoutes } from './http/audit-routes';
import { healthRoute } from './http/health';
import { openApi } from './http/openapi';
import { problemHandler, sendProblem } from './http/problems';
import { otherMethod, transactionRoutes, type RouteContext } from './http/transaction-routes';
import { malformed } from './http/validation';

const requestsAMinute = 60_000;

/** The gateway’s HTTP side: every address, with what guards it. */
export function createApp(context: RouteContext & DeliveryContext): Express {
  const { ledger, wallet, authenticate, log } = context;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('etag', false); // Answers of the ledger are not kept by anybody, and hashing them costs.
  app.use(helmet(), identify(log), requireHost, limitRate());
  app.get('/v1/health', healthRoute(ledger, wallet));
  const document = JSON.stringify(openApi());
  app.get('/v1/openapi.json', (_request, response) => {
    response.type('application/json').send(document);
  });
  app.all(['/v1/health', '/v1/openapi.json'], otherMethod(['GET']));
  app.use(deliveryRoutes(context));
  app.use(auditRoutes(ledger, authenticate));
  app.use(transactionRoutes(context));
  app.use((_request, response) => {
    sendProblem(response, new ExchangeError('ROUTE_NOT_FOUND'));
  });
  app.use(problemHandler(log));
  return app;
}

/** Gives each request an id, and logs its end: never a token, a body or a query. */
function identify(log: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      log.info(
        {
          requestId,
          method: request.method,
          path: request.path,
          status: response.statusCode,
          isWhole: response.writableFinished,
          ms: Math.round(performance.now() - startedMs),
        },
        'request',
      );
    });
    next();
  };
}

/** RFC 9112, §3.2. */
const requireHost: RequestHandler = ({ httpVersion, headers }, _response, next) => {
  next(httpVersion === '1.1' && headers.host === undefined ? malformed('has no Host') : undefined);
};

function limitRate(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsAMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false }, // It is not believed, so there is nothing to warn of.
    handler: (_request, response) => sendProblem(response, new ExchangeError('TOO_MANY_REQUESTS')),
  });
}
