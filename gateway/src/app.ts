import express, { type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { PlaceTable } from '@databund/client';
import { ExchangeError } from '@databund/model';
import { createCatalogueRoutes } from './catalogue/catalogue-routes';
import { createDeliveryRoutes } from './delivery/delivery-routes';
import type { DeliveryContext } from './delivery/delivery-context';
import { createEventRoutes } from './events/event-routes';
import type { EventStreams } from './events/event-streams';
import { createEvidenceRoutes } from './evidence/evidence-routes';
import { LedgerEvidence } from './evidence/ledger-evidence';
import type { CosignerAddresses } from './evidence/remote-cosigners';
import { auditRoutes } from './http/audit-routes';
import { createHealthRoute } from './http/health';
import type { Drain } from './http/drain';
import { answerLive, createReadyRoute } from './http/ready';
import { logRequests } from './http/request-log';
import type { GatewayMetrics } from './metrics/gateway-metrics';
import { createMetricsRoute, type MetricsAudience } from './metrics/metrics-route';
import { openApi } from './openapi/document';
import { createProblemHandler, sendProblem } from './http/problems';
import { createPlaceRoutes } from './places/place-routes';
import { createInboxRoutes } from './read-model/inbox/inbox-routes';
import { createObjectListRoutes } from './read-model/objects/object-list-routes';
import { createHistoryRoutes } from './read-model/history/history-routes';
import { createQuestionRoutes } from './read-model/questions/question-routes';
import { createReportRoutes } from './read-model/reports/report-routes';
import { createSearchRoutes } from './read-model/search/search-routes';
import { createBytesHooks } from './delivery/bytes-hooks';
import { rejectOtherMethods } from './http/methods';
import { createWebhookRoutes } from './webhooks/webhook-routes';
import type { Webhooks } from './webhooks/webhooks';
import { createTokenRoutes } from './http/token-routes';
import type { TokenIssuer } from './identity/tokens';
import { createTransactionRoutes, type RouteContext } from './http/transaction-routes';
import { limitVisitors } from './http/visitors';
import { createMalformedError } from './http/validation';

const maxRequestsPerMinute = 60_000;

/** Everything that the routes need. */
export interface AppContext extends Omit<RouteContext, 'hooks'>, DeliveryContext {
  /** The issuer whose tokens may be renewed here. */
  readonly issuer: TokenIssuer;
  readonly metrics?: GatewayMetrics | undefined;
  readonly metricsAudience?: MetricsAudience | undefined;
  readonly drain?: Drain | undefined;
  /** Gateways of other organisations, which are asked to sign packs. */
  readonly cosigners?: CosignerAddresses | undefined;
  /** The open streams of events, for the gateway to end. */
  readonly streams?: EventStreams | undefined;
  readonly webhooks?: Webhooks | undefined;
  /** The operator's table of places. */
  readonly places?: PlaceTable | undefined;
}

/** Creates the HTTP side of the gateway: every path, with its guards. */
export function createApp(context: AppContext): Express {
  const { ledger, wallet, authenticate, log } = context;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('etag', false); // No cache keeps answers of the ledger, and hashing them costs time.
  app.use(helmet(), logRequests(log, context.metrics), requireHost, limitRate());
  app.get('/v1/health', createHealthRoute(ledger, wallet));
  let document: string | undefined; // Made by the first request: most processes are never asked for it.
  app.get('/v1/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApi());
    response.type('application/json').send(document);
  });
  app.get('/livez', answerLive);
  app.get('/readyz', createReadyRoute(context.followed?.follower, context.drain));
  if (context.metrics) app.get('/metrics', createMetricsRoute(context.metrics, context.metricsAudience ?? 'loopback'));
  app.all(['/v1/health', '/v1/openapi.json', '/livez', '/readyz', '/metrics'], rejectOtherMethods(['GET']));
  app.use(['/v1/search', '/v1/places', '/v1/catalogue', '/data.json', '/v1/listings', '/v1/participants'], limitVisitors());
  app.use(createTokenRoutes(context.issuer));
  app.use(createDeliveryRoutes(context));
  app.use(auditRoutes(ledger, authenticate));
  app.use(createEvidenceRoutes({ ledger, authenticate, evidence: new LedgerEvidence(ledger, wallet, context.cosigners) }));
  app.use(createCatalogueRoutes(context));
  app.use(createPlaceRoutes(context));
  app.use(createSearchRoutes(context));
  const hooks = createBytesHooks(context);
  app.use(createObjectListRoutes({ ...context, hooks }));
  app.use(createInboxRoutes(context));
  app.use(createEventRoutes(context));
  app.use(createHistoryRoutes(context));
  app.use(createQuestionRoutes(context));
  app.use(createReportRoutes(context));
  app.use(createWebhookRoutes(context));
  app.use(createTransactionRoutes({ ...context, hooks }));
  app.use((_request, response) => {
    sendProblem(response, new ExchangeError('ROUTE_NOT_FOUND'));
  });
  app.use(createProblemHandler(log));
  return app;
}

/** Rejects HTTP/1.1 requests without a Host header (RFC 9112, section 3.2). */
const requireHost: RequestHandler = ({ httpVersion, headers }, _response, next) => {
  next(httpVersion === '1.1' && headers.host === undefined ? createMalformedError('has no Host header') : undefined);
};

function limitRate(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: maxRequestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false, forwardedHeader: false }, // The gateway ignores this header, so the library need not warn.
    handler: (_request, response) => sendProblem(response, new ExchangeError('TOO_MANY_REQUESTS')),
  });
}
