import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { ExchangeError, type AnyTransaction } from '@databund/model';
import { sendProblem } from './problems';

/** Requests without a token, of one address in a minute. */
const visitorsPerMinute = 600;
/** The reads that answer a visitor what everybody may see. */
const openReads: readonly string[] = ['GetListing', 'GetParticipant'];

/** Returns whether a request is a visitor's: it bears no token. */
export function isVisitor({ headers }: Pick<Request, 'headers'>): boolean {
  return headers.authorization === undefined;
}

/** Returns whether a visitor may read something of this kind. */
export function isOpenToVisitors({ name }: Pick<AnyTransaction, 'name'>): boolean {
  return openReads.includes(name);
}

/** Limits the requests of visitors, who have no identity to answer for them. */
export function limitVisitors(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: visitorsPerMinute,
    skip: (request) => !isVisitor(request),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, response) => sendProblem(response, new ExchangeError('TOO_MANY_REQUESTS')),
  });
}
