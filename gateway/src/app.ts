import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
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
import { createCors } from './http/cors';
import { serveText } from './http/serve-text';
import { openApi } from './openapi/document';
import { createPageRoutes } from './openapi/page/page-routes';
import type { BodyDeadline } from './limits/body-deadline';
import { createLimits, limitCallers, type GatewayLimits } from './limits/limit-callers';
import { createProblemHandler, sendProblem } from './http/problems';
import { createPlaceRoutes } from './places/place-routes';
import type { CertificateSources } from './read-model/inbox/certificate-ends';
import { createInboxRoutes } from './read-model/inbox/inbox-routes';
import { createObjectListRoutes } from './read-model/objects/object-list-routes';
import { createHistoryRoutes } from './read-model/history/history-routes';
import { createQuestionRoutes } from './read-model/questions/question-routes';
import { createReferenceRoutes } from './read-model/references/reference-routes';
import { createReportRoutes } from './read-model/reports/report-routes';
import { createSearchRoutes } from './read-model/search/search-routes';
import { createBytesHooks } from './delivery/bytes-hooks';
import { rejectOtherMethods } from './http/methods';
import { createWebhookRoutes } from './webhooks/webhook-routes';
import type { Webhooks } from './webhooks/webhooks';
import { createSessionRoutes } from './http/session-routes';
import type { TokenIssuer } from './identity/tokens';
import { createTransactionRoutes, type RouteContext } from './http/transaction-routes';
import { limitVisitors } from './http/visitors';
import { createWhoamiRoute } from './http/whoami-route';
import { createMalformedError } from './http/validation';

/** Everything that the routes need. */
export interface AppContext extends Omit<RouteContext, 'hooks'>, DeliveryContext, Pick<CertificateSources, 'profile'> {
  /** The issuer whose tokens may be renewed here. */
  readonly issuer: TokenIssuer;
  readonly metrics?: GatewayMetrics | undefined;
  readonly metricsAudience?: MetricsAudience | undefined;
  readonly drain?: Drain | undefined;
  /** True if it is served over TLS. */
  readonly isSecure?: boolean | undefined;
  /** Addresses and networks whose X-Forwarded headers count. */
  readonly trustedProxies?: string[] | undefined;
  /** Origins whose pages may call; without it none may. */
  readonly corsOrigins?: string[] | undefined;
  readonly limits?: GatewayLimits | undefined;
  readonly bodyDeadline?: BodyDeadline | undefined;
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
  app.set('trust proxy', context.trustedProxies ?? false);
  // A browser that once came by HTTPS would refuse HTTP from then on.
  app.use(helmet({ strictTransportSecurity: context.isSecure === true }), logRequests(log, context.metrics), requireHost);
  if (context.corsOrigins) app.use(createCors(context.corsOrigins));
  app.use(limitCallers(context.limits ?? createLimits()));
  if (context.bodyDeadline) app.use(context.bodyDeadline.handler);
  app.get('/v1/health', createHealthRoute(ledger, wallet));
  app.get(
    '/v1/openapi.json',
    compression(),
    serveText('application/json', () => JSON.stringify(openApi())),
  );
  app.use(createPageRoutes());
  app.get('/livez', answerLive);
  app.get('/readyz', createReadyRoute(context));
  if (context.metrics) app.get('/metrics', createMetricsRoute(context.metrics, context.metricsAudience ?? 'loopback'));
  app.all(['/v1/health', '/v1/openapi.json', '/livez', '/readyz', '/metrics'], rejectOtherMethods(['GET']));
  app.use(['/v1/search', '/v1/places', '/v1/catalogue', '/data.json', '/v1/listings', '/v1/participants'], limitVisitors());
  app.use(createSessionRoutes(context.issuer, context.identify));
  app.use(createDeliveryRoutes(context));
  app.use(auditRoutes(ledger, authenticate));
  app.use(createEvidenceRoutes({ ledger, authenticate, evidence: new LedgerEvidence(ledger, wallet, context.cosigners) }));
  app.use(createCatalogueRoutes(context));
  app.use(createWhoamiRoute(ledger, authenticate));
  app.use(createPlaceRoutes(context));
  app.use(createSearchRoutes(context));
  const hooks = createBytesHooks(context);
  app.use(createObjectListRoutes({ ...context, hooks }));
  app.use(createInboxRoutes(context));
  app.use(createReferenceRoutes(context));
  app.use(createEventRoutes(context));
  app.use(createHistoryRoutes(context));
  app.use(createQuestionRoutes(context));
  app.use(createReportRoutes(context));
  app.use(createWebhookRoutes(context));
  app.use(createTransactionRoutes({ ...context, hooks }));
  app.use((_request, response) => {
    sendProblem(response, new ExchangeError('ROUTE_NOT_FOUND'));
  });
  app.use(createProblemHandler(log, context.followed?.model));
  return app;
}

/** Rejects HTTP/1.1 requests that have not exactly one Host header (RFC 9112, section 3.2). */
const requireHost: RequestHandler = ({ httpVersion, rawHeaders }, _response, next) => {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  const isWrong = count > 1 || (count === 0 && httpVersion === '1.1');
  next(isWrong ? createMalformedError(count === 0 ? 'has no Host header' : 'has several Host headers') : undefined);
};
