import { Router, type Request, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Type } from '@sinclair/typebox';
import { ExchangeError } from '@databund/model';
import { GatewayError } from '../gateway-error';
import type { TokenIssuer } from '../identity/tokens';
import { readBearer, type Identify } from './authentication';
import { readSmallBody } from './json-body';
import { rejectOtherMethods } from './methods';
import { sendProblem } from './problems';
import { check } from './validation';

/** The addresses at which sessions begin and end, and tokens are renewed. */
export const sessionPaths = {
  all: '/v1/sessions',
  current: '/v1/sessions/current',
  codes: '/v1/sessions/codes',
  /** The refresh token is the bearer token of the request. */
  refresh: '/v1/tokens/refresh',
} as const;

/** The body with which a session begins. */
export const SessionForm = Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });

/** Wrong codes of one address in a minute. */
const wrongCodesPerMinute = 10;

/** Serves the sessions of participants. A session begins with a one-time code, so no request names a participant. @throws TOKEN_INVALID */
export function createSessionRoutes(issuer: TokenIssuer, identify: Identify): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const readToken = async (request: Request) => {
    await identify(request); // Counts the request of the participant.
    return readBearer(request);
  };
  router.use(Object.values(sessionPaths), (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.post(sessionPaths.all, limitWrongCodes(), async (request, response) => {
    await readSmallBody(request, response);
    const form: unknown = request.body ?? {};
    check(SessionForm, form);
    response.status(201).json(asCaller(() => issuer.startSession(form.code)));
  });
  router.post(sessionPaths.codes, async (request, response) => {
    const token = await readToken(request);
    response.status(201).json(asCaller(() => issuer.issueOwnCode(token)));
  });
  router.delete(sessionPaths.current, async (request, response) => {
    const token = await readToken(request);
    asCaller(() => issuer.endSession(token));
    response.status(204).end();
  });
  router.post(sessionPaths.refresh, (request, response) => {
    response.status(201).json(asCaller(() => issuer.refresh(readBearer(request))));
  });
  router.all([sessionPaths.all, sessionPaths.codes, sessionPaths.refresh], rejectOtherMethods(['POST']));
  router.all(sessionPaths.current, rejectOtherMethods(['DELETE']));
  return router;
}

/** Limits the requests of an address that begin no session: nobody finds a code by trying. */
function limitWrongCodes(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: wrongCodesPerMinute,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, response) => sendProblem(response, new ExchangeError('TOO_MANY_REQUESTS')),
  });
}

/** Turns the issuer's error into the one that the caller sees. */
function asCaller<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof GatewayError) throw new ExchangeError('TOKEN_INVALID', { reason: error.message });
    throw error;
  }
}
